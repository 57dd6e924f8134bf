import ArgumentParser
import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling

struct PlanJob: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows what a job would do: who would get what, when, and who would not and why.",
        discussion: """
            Names, and whom it leaves out for which reason, are for those who look after people, and why two are proposed for each
            other for those who decide on pairs; everybody else sees ids and numbers.

            EXAMPLES
              milieu plan nightly-check-in
              milieu plan nightly-check-in --at 2026-11-20 --all --as maria
              milieu plan newcomer-pairing --input max_pairs=3 --json
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The job.") var job: String
    @Option(help: "As if it ran then: a day, an instant, today or now.") var at: String?
    @Option(name: .customLong("for"), help: "Only what concerns this member; it needs --as.") var member: String?
    @OptionGroup var desk: DeskReader
    @Option(help: "An input, as name=value.") var input: [String] = []
    @Flag(help: "Show everybody.") var all = false
    @Flag(help: "One JSON document.") var json = false
    @Flag(help: "Exit with 2 when something would be sent.") var detailedExitcode = false

    func run() async throws {
        let report = try await Self.plan(
            job, at: at, for: member, inputs: input, options: options, everybody: all, json: json, as: desk.name)
        if detailedExitcode, !report.messages.isEmpty { throw ExitStatus.somethingToDo.code }
    }

    /// Plans and shows; `milieu run --dry-run` does the same.
    @discardableResult
    static func plan(
        _ job: String, at time: String?, for member: String?, inputs: [String], options: ProgramOptions,
        everybody: Bool, json: Bool, as name: String? = nil
    ) async throws -> PlanReport {
        let workplace = try await options.open()
        let job = try options.job(job, in: workplace)
        let reader: Member?
        if let member {
            let person = try await options.member(member, in: workplace)
            reader = try await options.reader(name, of: .standing, about: person, in: workplace)
        } else {
            reader = try await options.reader(name, of: .standing, in: workplace)
        }
        let report = try await workplace.engine.plan(
            job, for: options.time(time, in: workplace), inputs: RunJob.inputs(inputs, options),
            only: member.map { MemberID($0) })
        if json {
            options.output.result(document(report, for: reader).text())
        } else if report.parts.isEmpty {
            options.output.result("Plan: \(report.job). Nothing is due at that time.")
            options.output.say("next: milieu next \(report.job)")
        } else {
            try await show(report, to: reader, workplace, options, everybody: everybody)
        }
        return report
    }

    private static func show(
        _ report: PlanReport, to reader: Member?, _ workplace: Workplace, _ options: ProgramOptions, everybody: Bool
    ) async throws {
        let output = options.output
        let engine = workplace.engine
        if try await engine.store.countPeople() == 0 {
            output.say("There is nobody in the store yet.\nnext: milieu members import Config/people.csv --apply")
        }
        output.result("Plan: \(report.job). Nothing has been sent. This is what would happen.\n")
        let ids =
            report.messages.map(\.member) + report.leftOut.map(\.member)
            + report.parts.flatMap { $0.proposals.flatMap { [$0.newcomer, $0.mentor] } }
        let people = try await engine.store.people(Array(Set(ids)))
        func name(_ id: MemberID) -> String {
            let name = reader == nil ? "" : people[id]?.preferredName ?? ""
            return name.isEmpty ? id.rawValue : name
        }
        var table = TextTable(["member", "channel", "send at (theirs)", "note"])
        for message in report.messages {
            let zone = engine.zone(ofMemberIn: people[message.member]?.timeZone)
            table.rows.append([
                name(message.member), message.channel, zone.shown(message.dueAt),
                message.reason.map { reader == nil ? "held" : "held: \($0)" } ?? "",
            ])
        }
        let hidden = everybody ? 0 : max(0, table.rows.count - 20)
        table.rows = Array(table.rows.prefix(everybody ? .max : 20))
        if !table.rows.isEmpty { output.result(table.text) }
        if hidden > 0 { output.result("  … \(hidden) more (all shown with --all)") }
        for part in report.parts {
            for pair in part.proposals {
                let isOpen = isOpen(pair, to: reader)
                output.result(
                    "  pair \(pair.id)"
                        + (isOpen
                            ? ": \(name(pair.newcomer)) with \(name(pair.mentor)) (\(pair.reasons.joined(separator: "; ")))"
                            : ""))
            }
            if let why = part.notPlanned { output.result("  step '\(part.step)' is not planned yet: \(why)") }
        }
        let held = report.messages.filter { $0.reason != nil }.count
        let sent = report.messages.count - held
        output.result("\n  \(sent) would be sent, \(held) held for later, \(report.leftOut.count) left out")
        let groups = Dictionary(grouping: report.leftOut) { $0.reason }.sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        for (reason, left) in groups {
            guard reader != nil else {
                output.result("    \(SmallCells.words(for: left.count)) \(reason)")
                continue
            }
            let names = left.prefix(5).map { name($0.member) }.joined(separator: ", ")
            output.result("    \(left.count) \(reason): \(names)\(left.count > 5 ? " …" : "")")
        }
        output.say("\nnext: milieu run \(report.job)   or   milieu why \(report.job) --member ID --as NAME")
        options.sayWhoReads(.standing, unless: reader, "plan \(report.job)")
    }

    /// Whether `reader` decides on pairs, and is neither of the two.
    private static func isOpen(_ pair: PairingProposal, to reader: Member?) -> Bool {
        reader.map { $0.reads(.pairs, of: pair.newcomer) && $0.reads(.pairs, of: pair.mentor) } ?? false
    }

    private static func document(_ report: PlanReport, for reader: Member?) -> JSONValue {
        .object([
            ("job", .string(report.job.rawValue)),
            (
                "messages",
                .array(
                    report.messages.map { message in
                        .object([
                            ("member", .string(message.member.rawValue)), ("channel", .string(message.channel)),
                            ("message", .string(message.message.rawValue)), ("step", .string(message.step)),
                            ("at", .string(message.dueAt.iso8601)),
                            ("held", .optional(message.reason.map { reader == nil ? "held" : $0 })),
                        ])
                    })
            ),
            (
                "left_out",
                .array(
                    report.leftOut.map {
                        .object([
                            ("member", .optional(reader == nil ? nil : $0.member.rawValue)),
                            ("gate", .optional(reader == nil ? nil : $0.gate)),
                            ("reason", .optional(reader == nil ? nil : $0.reason)),
                        ])
                    })
            ),
            (
                "pairs",
                .array(
                    report.parts.flatMap(\.proposals).map { pair in
                        let id = ("id", JSONValue.string(pair.id.rawValue))
                        guard isOpen(pair, to: reader) else { return .object([id]) }
                        return .object([
                            id, ("newcomer", .string(pair.newcomer.rawValue)),
                            ("mentor", .string(pair.mentor.rawValue)),
                            ("reasons", .array(pair.reasons.map { .string($0) })),
                        ])
                    })
            ),
        ])
    }
}
