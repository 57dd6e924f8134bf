import ArgumentParser
import Community
import Definitions
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what waits for staff, and what the program did in a night.",
        discussion: """
            Facilitators, counselors, supervisors and other staff see who it is about when they say who they are, as far as it
            is for them: who is quiet or wishes for a call is for those who look after people. Everybody else, operators too,
            sees numbers, and fewer than five people are no number.

            EXAMPLES
              milieu report
              milieu report --as maria
              milieu report --night 2026-11-20 --json
            """)

    @OptionGroup var options: ProgramOptions
    @Option(name: .customLong("as"), help: "Who reads it: with names for whoever may see them.") var name: String?
    @Option(help: "The night that began on this day, up to the morning after; the last 24 hours when left out.")
    var night: String?
    @Option(help: "Only people of this cohort and of none; one's own when one has any. It needs --as.") var cohort:
        String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let engine = workplace.engine
        let reader = try await options.reader(name, of: .night, in: workplace)
        guard cohort == nil || reader != nil else {
            throw options.fail(
                "--cohort: expected --as NAME with it, as the numbers of one cohort beside those of all can tell of one person",
                .usage)
        }
        let (from, to) = try span(in: workplace)
        let report = try await engine.nightReport(from: from, to: to)
        let cohorts = cohort.map { [$0] } ?? reader?.cohortsInCare(on: engine.programZone.civil(at: to).date)
        let entries = report.entries(in: cohorts)
        let read = try LanguageFolder.messageReader(options)
        let remarks = engine.catalog.messages.keys.reduce(0) { $0 + read($1).count { $0.level > .hint } }
        let page = NightReportPage(
            report: report, entries: entries, reader: reader, cohorts: cohorts, remarks: remarks,
            zone: engine.programZone)
        options.output.result(json ? page.document.text() : page.text)
        if !json, reader == nil { options.output.say("next: milieu report --as NAME   shows who it is about") }
    }

    private func span(in workplace: Workplace) throws -> (from: Instant, to: Instant) {
        let (now, zone) = (workplace.clock.now(), workplace.engine.programZone)
        guard let night else { return (now - .days(1), now) }
        guard let day = CivilDate(iso8601: night) else {
            throw options.fail("--night: expected a day such as 2026-11-20, found '\(night)'", .usage)
        }
        let noon = LocalTime(secondsSinceMidnight: 12 * 3_600)
        let start = zone.firstInstant(of: CivilDateTime(date: day, time: noon))
        guard start <= now else { throw options.fail("--night: that night is still to come: '\(night)'", .usage) }
        return (start, zone.firstInstant(of: CivilDateTime(date: day.adding(days: 1), time: noon)))
    }
}
