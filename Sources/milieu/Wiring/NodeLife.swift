import ArgumentParser
import Engine
import Persistence

/// A process's life as a node: seen by the others while it works, keeping house when nobody else does, gone at its end.
struct NodeLife: Sendable {
    let workplace: Workplace
    let output: Output
    /// Whether it goes on until it is stopped.
    let isServing: Bool

    /// Works as a node.
    func during(_ work: () async throws -> Void) async throws {
        let store = workplace.store
        try await store.forgetNodes(ProcessOwner.gone(try await store.nodes().map(\.owner)))
        let presence = NodePresence(
            engine: workplace.engine, version: Milieu.configuration.version, isServing: isServing)
        let housekeeper = Housekeeper(engine: workplace.engine)
        tell(try await presence.beat())
        let beats = Task { await beat(presence) }
        let chores = Task { if isServing { await keepHouse(housekeeper) } }
        var failure: (any Error)?
        do {
            try await work()
        } catch {
            failure = error
        }
        // Also after runs or deliveries that failed, which is what an exit code tells.
        if !isServing, !Task.isCancelled, failure == nil || failure is ExitCode { await keepHouseOnce(housekeeper) }
        beats.cancel()
        chores.cancel()
        await beats.value
        await chores.value
        // At its end nothing is worth more than ending: what is not said now is seen by the others in two minutes.
        try? await housekeeper.resign()
        try? await presence.leave()
        if let failure { throw failure }
    }

    private func tell(_ sentences: [String]) { for sentence in sentences { output.say("warning: \(sentence)") } }

    /// Whoever works beside this says when the store cannot be reached; here it is only tried again.
    private func beat(_ presence: NodePresence) async {
        while (try? await Task.sleep(for: NodePresence.interval)) != nil {
            tell((try? await presence.beat()) ?? [])
        }
    }

    private func keepHouse(_ housekeeper: Housekeeper) async {
        repeat { await keepHouseOnce(housekeeper) } while (try? await Task.sleep(for: NodePresence.interval)) != nil
    }

    private func keepHouseOnce(_ housekeeper: Housekeeper) async {
        do {
            if let removed = try await housekeeper.keepHouse(), removed > 0 {
                output.say("Removed \(removed) rows that were older than 'retention' keeps them.")
            }
        } catch is CancellationError {
            return
        } catch {
            output.complain("error: while keeping house: \(error); it is tried again later")
        }
    }
}
