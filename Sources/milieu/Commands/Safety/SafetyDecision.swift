import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit

/// Which flag, and who speaks about it.
struct SafetyDecision: ParsableArguments {
    @Argument(help: "Its reference of four digits, or its id.") var reference: String
    @Option(name: .customLong("as"), help: "The counselor, or somebody of the staff, who says so.") var name: String
    @Option(help: "What to remember of it.") var note: String?

    func flag(in workplace: Workplace, _ options: ProgramOptions) async throws -> SafetyFlag {
        let all = try await workplace.store.safetyFlags(withClosed: true)
        let found = all.filter { $0.id == reference || $0.reference == reference.uppercased() }
        let open = found.filter { $0.state != .closed }
        if let only = open.first, open.count == 1 { return only }
        if let only = found.first, found.count == 1 { return only }
        guard found.isEmpty else {
            throw options.fail(
                "several have the reference '\(reference)'; give the id, one of \(found.map(\.id).joined(separator: ", "))"
            )
        }
        throw options.fail(
            "no reference '\(reference)'\(Suggestion.phrase(for: reference, among: all.map(\.reference))); see milieu safety list"
        )
    }

    /// Who speaks, when they may.
    func person(in workplace: Workplace, about flag: SafetyFlag, _ options: ProgramOptions) async throws -> Member {
        try await options.staff(name, for: .flags, about: flag.member, in: workplace)
    }

    func take(_ event: SafetyFlagState.Event, _ options: ProgramOptions, next: String? = nil) async throws {
        let workplace = try await options.open()
        let flag = try await flag(in: workplace, options)
        let person = try await person(in: workplace, about: flag, options)
        do {
            let decided = try await workplace.store.decide(
                onFlag: flag.id, event, by: person.id, note: note, at: workplace.clock.now())
            options.output.result("\(decided.reference): \(decided.state.rawValue.replacing("_", with: " "))")
            if event == .acknowledge, let card = workplace.engine.catalog.configuration.safety.card {
                options.output.say("card: \(card)")
            }
            if let next { options.output.say("next: \(next.replacing("REF", with: flag.reference))") }
        } catch let refused as InvalidTransition {
            throw options.fail("\(flag.reference) is \(refused.from.replacing("_", with: " ")); nothing was changed")
        }
    }
}
