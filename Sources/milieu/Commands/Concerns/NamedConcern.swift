import ArgumentParser
import Community
import Engine
import Persistence

/// Which concern, and who reads it or speaks about it.
struct NamedConcern: ParsableArguments {
    @Argument(help: "Its id, as milieu concerns list has it.") var id: String
    @Option(name: .customLong("as"), help: "Who reads it, or says so.") var name: String

    /// The concern and its reader; one that they may not read is as unknown to them as one that is not there.
    func found(in workplace: Workplace, _ options: ProgramOptions) async throws -> (concern: Concern, reader: Member) {
        let reader = try await options.member(name, in: workplace)
        let now = workplace.clock.now()
        var concern = try await workplace.store.concern(ConcernID(id))
        if let told = concern?.told, told == reader.id {
            concern = try await workplace.store.concerns(of: told, at: now).first { $0.id.rawValue == id }
        }
        guard let concern, concern.isReadable(by: reader, at: now) else {
            throw options.fail(
                "there is no concern '\(id)' that '\(reader.id)' may read; see milieu concerns list --as \(reader.id)",
                .notAllowed)
        }
        return (concern, reader)
    }

    /// Takes the reader's word about it.
    func take(_ event: ConcernState.Event, _ options: ProgramOptions, next: String? = nil) async throws {
        let workplace = try await options.open()
        let (concern, reader) = try await found(in: workplace, options)
        do {
            guard
                let moved = try await workplace.store.move(
                    concern.id, event, by: reader, at: workplace.clock.now())
            else { throw options.fail("there is no concern '\(id)' any more") }
            options.output.result("\(moved.id): \(moved.writtenState.words)")
            if let next { options.output.say("next: \(next) \(moved.id) --as \(reader.id)") }
        } catch ConcernRefusal.notTheirs {
            let who = event == .take || event == .close ? "staff who follow up" : "whoever raised it"
            throw options.fail("'\(reader.id)' may not: it is for \(who)", .notAllowed)
        } catch let refused as InvalidTransition {
            let state = ConcernState(rawValue: refused.from)?.words ?? refused.from
            throw options.fail("\(concern.id) is \(state); nothing was changed")
        }
    }
}

extension ConcernState {
    /// What it is called in a list.
    var words: String { rawValue.replacing("_", with: " ") }
}
