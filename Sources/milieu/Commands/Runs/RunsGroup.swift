import ArgumentParser
import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling

struct RunsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "Shows what ran, ends runs, and starts failed ones again.",
        subcommands: [RunsList.self, RunsShow.self, RunsCancel.self, RunsReplay.self])
}

struct RunsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists runs, the newest first.",
        discussion:
            "EXAMPLES\n  milieu runs list\n  milieu runs list --job nightly-check-in --limit 5\n  milieu runs list --state failed"
    )

    @OptionGroup var options: ProgramOptions
    @Option(help: "Only of this job.") var job: String?
    @Option(
        help: "Only in this state: ready, running, waiting, succeeded, failed, skipped or cancelled.",
        transform: {
            guard let state = RunState(rawValue: $0) else {
                throw ValidationError("expected one of \(RunState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return state
        })
    var state: RunState?
    @Option(help: "At most so many.") var limit = 20
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let runs = try await workplace.store.runs(limit: max(1, limit), job: job.map { JobID($0) }, state: state)
        if json {
            return options.output.result(
                JSONValue.array(
                    runs.map {
                        .object([
                            ("id", .string($0.id)), ("job", .string($0.job.rawValue)),
                            ("cause", .string($0.cause.rawValue)),
                            ("nominal", .string($0.nominal.iso8601)), ("timezone", .string($0.zone)),
                            ("state", .string($0.state.rawValue)), ("reason", .optional($0.reason)),
                        ])
                    }
                ).text())
        }
        guard !runs.isEmpty else {
            return options.output.say(
                job == nil && state == nil ? "Nothing ran yet. Try: milieu run --due" : "There are no such runs.")
        }
        var table = TextTable(["run", "job", "for", "state", "reason"])
        for run in runs {
            let zone = workplace.engine.zone(ofMemberIn: run.zone.isEmpty ? nil : run.zone)
            table.rows.append([run.id, run.job.rawValue, zone.shown(run.nominal), run.state.rawValue, run.reason ?? ""])
        }
        options.output.result(table.text)
    }
}

struct RunsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one run: its steps, its messages, and who was left out.",
        discussion: """
            Who was left out is told to those who look after people; everybody else sees by which rule how many.

            EXAMPLES
              milieu runs show r-1qzc3f98kq2xmba --as maria
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Argument(help: "The run.") var run: String
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let store = workplace.store
        guard let record = try await store.run(run) else {
            let known = try await store.runs(limit: 200).map(\.id)
            throw options.fail("no run '\(run)'\(Suggestion.phrase(for: run, among: known)); see milieu runs list")
        }
        let reader = try await desk.reader(of: .standing, in: workplace, options)
        let steps = try await store.steps(ofRun: run)
        let messages = try await store.countMessages(ofRun: run).sorted { $0.key.rawValue < $1.key.rawValue }
        let left = try await store.leftOut(ofRun: run, limit: 1_000)
        let attempts = try await store.attempts(ofRun: run)
        if json {
            return options.output.result(
                JSONValue.object([
                    ("id", .string(record.id)), ("job", .string(record.job.rawValue)),
                    ("state", .string(record.state.rawValue)), ("reason", .optional(record.reason)),
                    (
                        "steps",
                        .array(
                            steps.map {
                                .object([
                                    ("id", .string($0.step)), ("state", .string($0.state)),
                                    ("reason", .optional($0.reason)),
                                ])
                            })
                    ),
                    (
                        "attempts",
                        .array(
                            attempts.map {
                                .object([
                                    ("number", .number($0.epoch)), ("worker", .string($0.owner)),
                                    ("from", .string($0.startedAt.iso8601)), ("to", .string($0.endedAt.iso8601)),
                                    ("outcome", .string($0.outcome.rawValue)), ("reason", .optional($0.reason)),
                                ])
                            })
                    ),
                    ("messages", .object(messages.map { ($0.key.rawValue, .number($0.value)) })),
                    (
                        "left_out",
                        .array(
                            left.map {
                                .object([
                                    ("member", .optional(reader == nil ? nil : $0.member.rawValue)),
                                    ("gate", .optional(reader == nil ? nil : $0.gate)),
                                    ("reason", .optional(reader == nil ? nil : $0.reason)),
                                ])
                            })
                    ),
                ]).text())
        }
        let output = options.output
        let zone = workplace.engine.zone(ofMemberIn: record.zone.isEmpty ? nil : record.zone)
        output.result(
            "\(record.id) \(record.job), for \(zone.shown(record.nominal)): \(record.state.rawValue)\(record.reason.map { " (\($0))" } ?? "")"
        )
        for (number, step) in steps.enumerated() where !step.step.isEmpty {
            output.result("  \(number + 1). \(step.step): \(step.state)\(step.reason.map { " (\($0))" } ?? "")")
        }
        for attempt in attempts {
            output.result(
                "  \(attempt.outcome.sentence) on \(zone.shown(attempt.endedAt)) by \(attempt.owner)"
                    + (attempt.reason.map { " (\($0))" } ?? ""))
        }
        for (state, count) in messages { output.result("  \(count) messages \(state.rawValue)") }
        guard reader != nil else {
            for (gate, people) in Dictionary(grouping: left, by: \.gate).sorted(by: { $0.key < $1.key }) {
                output.result("  left out by \(gate): \(SmallCells.words(for: people.count))")
            }
            return options.sayWhoReads(.standing, unless: reader, "runs show \(run)")
        }
        for person in left { output.result("  left out: \(person.member), \(person.gate): \(person.reason)") }
    }
}

extension AttemptOutcome {
    fileprivate var sentence: String {
        switch self {
        case .failed: "did not succeed"
        case .timedOut: "took too long"
        case .lapsed: "was lost"
        case .givenBack: "was given back"
        case .cancelled: "was ended"
        }
    }
}
