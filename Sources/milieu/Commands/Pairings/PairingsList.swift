import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct PairingsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists pairs by where they stand, and who waits for one.",
        discussion: """
            EXAMPLES
              milieu pairings list --as maria --pending                 what waits for a counselor's decision
              milieu pairings list --as maria --state active on-hold    pairs in these states
              milieu pairings list --as maria --waiting                 newcomers without a pair, the longest waiting first
              milieu pairings list --as maria --json

            Who the two are, and why, is for those who decide on pairs; who waits is for those who look after people. Everybody
            else sees ids, states and numbers.
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var desk: DeskReader
    @Flag(help: "Only those that wait for a decision.") var pending = false
    @Option(parsing: .upToNextOption, help: "Only those in these states, such as active or on-hold.")
    var state: [String] = []
    @Flag(help: "The newcomers who wish for a pair and have none, and for how long.") var waiting = false
    @Flag(help: "One JSON document.") var json = false

    func validate() throws {
        if pending, !state.isEmpty { throw ValidationError("--pending is --state proposed; give one of the two") }
        if waiting, pending || !state.isEmpty { throw ValidationError("--waiting shows people, not pairs in a state") }
        for name in state where Self.state(name) == nil {
            let known = PairingState.allCases.map { $0.rawValue.replacing("_", with: "-") }
            throw ValidationError(
                "--state: there is no state '\(name)'\(Suggestion.phrase(for: name, among: known)) "
                    + "(\(known.joined(separator: ", ")))")
        }
    }

    private static func state(_ name: String) -> PairingState? {
        PairingState(rawValue: name.replacing("-", with: "_"))
    }

    func run() async throws {
        let workplace = try await options.open()
        if waiting { return try await showWaiting(workplace) }
        let reader = try await desk.reader(of: .pairs, in: workplace, options)
        let states = pending ? [.proposed] : state.compactMap(Self.state)
        // As far as the reader is told one from the other.
        let pairs = try await workplace.store.pairings(
            in: states.isEmpty ? nil : states.contains(.ended) ? states + [.endedForSafety] : states
        ).filter { states.isEmpty || states.contains($0.state(for: reader)) }
        if json { return options.output.result(JSONValue.array(pairs.map { $0.document(for: reader) }).text()) }
        guard !pairs.isEmpty else {
            return options.output.say(
                pending
                    ? "Nothing waits for a decision."
                    : states.isEmpty ? "No pairs yet. Try: milieu run newcomer-pairing" : "No pair is in that state.")
        }
        let people = try await workplace.store.people(Array(Set(pairs.flatMap { [$0.newcomer, $0.mentor] })))
        let now = workplace.clock.now()
        var table = TextTable(
            ["id"] + (reader == nil ? [] : ["newcomer", "mentor"]) + ["state", "since"] + (reader == nil ? [] : ["why"])
        )
        for pair in pairs {
            let isOpen = pair.isOpen(to: reader)
            let names = [pair.newcomer, pair.mentor].map { isOpen ? people[$0]?.preferredName ?? $0.rawValue : "" }
            let why = pair.endReason?.replacing("-", with: " ") ?? pair.reasons.joined(separator: "; ")
            table.rows.append(
                [pair.id.rawValue] + (reader == nil ? [] : names)
                    + [pair.state(for: reader).words, "\((now - pair.changedAt).wholeDays) d"]
                    + (reader == nil ? [] : [isOpen ? why : ""]))
        }
        options.output.result(table.text)
        options.sayWhoReads(.pairs, unless: reader, "pairings list")
        guard reader != nil else { return }
        let resting = try await workplace.store.mentorRests().filter(\.value.isOn).keys.sorted()
        if !resting.isEmpty {
            options.output.say(
                "nobody new for now: \(resting.map(\.rawValue).joined(separator: ", ")); "
                    + "milieu pairings rest NAME --as COUNSELOR --lift ends it")
        }
        if pairs.contains(where: { $0.state == .proposed }) {
            options.output.say("next: milieu pairings approve ID --as NAME")
        }
    }

    private func showWaiting(_ workplace: Workplace) async throws {
        let reader = try await desk.reader(of: .waiting, in: workplace, options)
        let seesWhy = reader?.reads(.pairs) ?? false
        let waiting = try await workplace.engine.newcomersWaiting()
        guard reader != nil else {
            options.output.result(
                json
                    ? JSONValue.object([("waiting", SmallCells.document(of: waiting.count))]).text()
                    : "newcomers without a pair: \(SmallCells.words(for: waiting.count))")
            return options.sayWhoReads(.waiting, unless: reader, "pairings list --waiting")
        }
        if json {
            return options.output.result(
                JSONValue.array(
                    waiting.map { wait in
                        .object([
                            ("newcomer", .string(wait.newcomer.id.rawValue)), ("since", .string(wait.since.iso8601)),
                            ("days", .number(wait.days)), ("why", .optional(seesWhy ? wait.reason : nil)),
                        ])
                    }
                ).text())
        }
        guard !waiting.isEmpty else { return options.output.say("Nobody waits for a pair.") }
        var table = TextTable(["newcomer", "name", "waits"] + (seesWhy ? ["why"] : []))
        for wait in waiting {
            table.rows.append(
                [wait.newcomer.id.rawValue, wait.newcomer.preferredName, "\(wait.days) d"]
                    + (seesWhy ? [wait.reason ?? "no round has looked for somebody yet"] : []))
        }
        options.output.result(table.text)
        options.output.say("next: milieu run newcomer-pairing --input newcomer=NAME   looks for somebody now")
    }
}

extension Pairing {
    /// Whether `reader` is somebody who decides on it: neither nobody, nor one of the two.
    func isOpen(to reader: Member?) -> Bool {
        reader.map { $0.reads(.pairs, of: newcomer) && $0.reads(.pairs, of: mentor) } ?? false
    }

    /// Where it stands; that it ended for safety is for whoever decides on it.
    func state(for reader: Member?) -> PairingState {
        !isOpen(to: reader) && state == .endedForSafety ? .ended : state
    }

    /// The pair as one JSON object, with as much as `reader` reads.
    func document(for reader: Member?) -> JSONValue {
        guard isOpen(to: reader) else {
            return .object([
                ("id", .string(id.rawValue)), ("state", .string(state(for: reader).rawValue)),
                ("since", .string(changedAt.iso8601)), ("proposed_at", .string(proposedAt.iso8601)),
            ])
        }
        return .object([
            ("id", .string(id.rawValue)), ("newcomer", .string(newcomer.rawValue)),
            ("mentor", .string(mentor.rawValue)), ("state", .string(state.rawValue)),
            ("since", .string(changedAt.iso8601)), ("reasons", .array(reasons.map { .string($0) })),
            ("explanation", explanation?.document ?? .null),
            ("end_reason", .optional(endReason)), ("proposed_at", .string(proposedAt.iso8601)),
            ("introduced_at", .optional(introducedAt?.iso8601)),
            ("decided_by", .optional(decidedBy)), ("decided_at", .optional(decidedAt?.iso8601)),
        ])
    }
}

extension Duration {
    /// Whole days of it.
    var wholeDays: Int { Int(components.seconds / 86_400) }
}
