import ArgumentParser
import Community
import Console
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

struct PairingsReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tells how a round of proposing came out: who was matched, who waits and why, how places are spread.",
        discussion: """
            EXAMPLES
              milieu pairings report --as maria                  the last round
              milieu pairings report r-8kq2 --as maria           the round of one run
              milieu pairings report --as maria --html round.html    a page to print
              milieu pairings report                             without people; numbers under 5 are not told apart

            People are for those who decide on pairs.
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Argument(help: "The run that made the round; the last one when left out.") var round: String?
    @Option(help: "Write a page to print to this file.") var html: String?
    @Flag(help: "Only numbers, none of which tells of fewer than 5 people.") var countsOnly = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let reader = try await desk.reader(of: .pairs, in: workplace, options)
        let (run, found) = try await find(in: workplace)
        let ids =
            found.pairs.flatMap { [$0.newcomer, $0.mentor] } + found.waiting.map(\.newcomer) + found.loads.map(\.mentor)
        let people = try await workplace.store.people(Array(Set(ids)))
        let states = Dictionary(
            try await workplace.store.pairings(found.pairs.map(\.id)).map { ($0.id, $0.state) },
            uniquingKeysWith: { $1 })
        let report = RoundReport(
            round: found, run: run.id, time: workplace.engine.programZone.shown(run.nominal),
            names: people.mapValues(\.preferredName), states: states, hasNames: reader != nil && !countsOnly)
        if let html {
            let page = ReportPage.html(
                title: workplace.engine.catalog.configuration.label, language: "en", sections: report.sections)
            guard FileManager.default.createFile(atPath: html, contents: Data(page.utf8)) else {
                throw options.fail("cannot write '\(html)'")
            }
            options.output.say("The page is in \(html).")
        } else if json {
            options.output.result(report.document.text())
        } else {
            options.output.result(report.text)
        }
        options.sayWhoReads(.pairs, unless: reader, "pairings report")
    }

    private func find(in workplace: Workplace) async throws -> (RunRecord, PairingRound) {
        var runs: [RunRecord] = []
        if let round {
            guard let run = try await workplace.store.run(round) else {
                throw options.fail("no run '\(round)'; see milieu runs list")
            }
            runs = [run]
        } else {
            for job in ProposingJob.all(in: workplace) {
                runs += try await workplace.store.runs(limit: 20, job: job.job.id)
            }
            runs.sort { $0.id > $1.id }
        }
        for run in runs {
            for step in try await workplace.store.steps(ofRun: run.id) {
                if let round = step.outputs["round"]?.first.flatMap({ PairingRound(json: $0) }),
                    self.round != nil || round.concernsSomebody
                {
                    return (run, round)
                }
            }
        }
        throw options.fail(
            round.map { "run '\($0)' proposed no pairs" }
                ?? "there was no round yet; try: milieu pairings propose --run")
    }
}

extension PairingRound {
    fileprivate var concernsSomebody: Bool { !pairs.isEmpty || !waiting.isEmpty }
}
