import ArgumentParser
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the whole program ahead of time on a copy, and shows what its days would be like.",
        discussion: """
            EXAMPLES
              milieu simulate
              milieu simulate --from 2026-12-01 --days 30
              milieu simulate --days 7 --seed 2 --json

            All jobs, plugins and gates are the real ones. Invented answers stand in for people's, nothing is sent, and the
            program's own store is not touched.
            """)

    @OptionGroup var options: ProgramOptions
    @Option(help: "The first day; today when left out.") var from: String?
    @Option(help: "How many days, 1 to 366.") var days = 30
    @Option(help: "Another seed gives other answers; the same gives the same month.") var seed = "1"
    @Flag(help: "One JSON document.") var json = false

    func validate() throws {
        guard (1...366).contains(days) else { throw ValidationError("--days: expected 1 to 366, found \(days)") }
    }

    func run() async throws {
        let source = try await options.open()
        let zone = source.engine.programZone
        var start = source.clock.now()
        if let from {
            guard let day = CivilDate(iso8601: from) else {
                throw options.fail("--from: expected a day such as 2026-12-01, found '\(from)'", .usage)
            }
            start = zone.firstInstant(of: day)
            guard start > source.clock.now() - .days(1) else {
                throw options.fail("--from: expected today or a day to come, found '\(from)'", .usage)
            }
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("milieu-simulation-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent("copy.db").path
        try await source.store.copy(to: copy)
        let clock = TurnedClock(start)
        // What lies between today and the first day is not made up for.
        let workplace = try await Workplace.open(
            root: options.dir, overrides: ["store": copy], clock: clock, screen: StandardScreen(),
            durability: .untilTheProcessEnds)
        try await workplace.store.moveWatermarks(to: start)
        guard try await workplace.store.countPeople() > 0 else {
            throw options.fail("there is nobody in the store yet; milieu members import Config/people.csv --apply")
        }
        let end = start + .days(Int64(days))
        var simulation = try await Simulation(
            workplace: workplace, clock: clock, until: end, seed: seed,
            findings: try LanguageFolder.messageReader(options))
        let progress = ProgressLine("Simulating", output: options.output, clock: source.clock)
        let hours = days * 24
        let month = try await simulation.run { instant in
            progress.update(done: Int((instant - start).components.seconds / 3_600), total: hours)
        }
        progress.finish()
        json ? options.output.result(document(month).text()) : show(month)
        if !month.broken.isEmpty { throw ExitStatus.failed.code }
    }

    private func show(_ month: SimulatedMonth) {
        let output = options.output
        var table = TextTable(["day", "job", "runs", "messages"])
        var last: CivilDate?
        for day in month.days {
            let name = day.date == last ? "" : "\(day.date.weekday.name.prefix(3)) \(day.date)"
            last = day.date
            table.rows.append([name, day.job, String(day.runs), String(day.sent)])
        }
        output.result(table.text)
        output.result("")
        output.result("runs:       \(month.runs), \(month.skipped) skipped, \(month.failed) failed")
        output.result("messages:   \(month.delivery.sentence)")
        output.result("left out:   \(list(month.leftOut))")
        output.result("answers:    \(list(month.answers))")
        output.result("decisions:  \(list(month.decisions))")
        output.result("pairs:      \(list(month.pairs))")
        output.result("promises:   \(month.broken.count) broken in \(month.checked) messages")
        for line in month.broken.prefix(20) { output.complain("  \(line)") }
    }

    private func list(_ counts: [String: Int]) -> String {
        let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key.replacing("_", with: " "))" }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    private func document(_ month: SimulatedMonth) -> JSONValue {
        func counts(_ map: [String: Int]) -> JSONValue {
            .object(map.sorted { $0.key < $1.key }.map { ($0.key, .number($0.value)) })
        }
        return .object([
            (
                "days",
                .array(
                    month.days.map {
                        .object([
                            ("date", .string($0.date.iso8601)), ("job", .string($0.job)), ("runs", .number($0.runs)),
                            ("messages", .number($0.sent)),
                        ])
                    })
            ),
            ("runs", .number(month.runs)), ("skipped", .number(month.skipped)), ("failed", .number(month.failed)),
            ("deliveries", month.delivery.document), ("left_out", counts(month.leftOut)),
            ("answers", counts(month.answers)), ("decisions", counts(month.decisions)), ("pairs", counts(month.pairs)),
            ("broken", .array(month.broken.map { .string($0) })),
        ])
    }
}
