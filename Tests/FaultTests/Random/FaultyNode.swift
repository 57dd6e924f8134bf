import Engine
import Persistence
import Synchronization
import TestSupport

/// One process of several that work on the store: its engine, replaced by a new one whenever it crashes.
final class FaultyNode: Sendable {
    let name: String
    let elapsed = TestMonotonicClock()
    private let open: @Sendable (_ node: FaultyNode, _ owner: String) async throws -> (ProgramEngine, FaultyDatabase)
    private let state: Mutex<State>

    private struct State {
        var engine: ProgramEngine?
        var database: FaultyDatabase?
        var births = 0
        var crashes = 0
        var unexpected: [String] = []
    }

    init(
        _ name: String,
        open: @Sendable @escaping (FaultyNode, String) async throws -> (ProgramEngine, FaultyDatabase)
    ) {
        self.name = name
        self.open = open
        state = Mutex(State())
    }

    /// How often it crashed.
    var crashes: Int { state.withLock { $0.crashes } }

    /// Errors that no injected fault explains.
    var unexpected: [String] { state.withLock { $0.unexpected } }

    /// Does something with the engine, as far as it gets.
    ///
    /// Returns whether the process is still there afterwards.
    @discardableResult
    func work(_ body: @Sendable @escaping (ProgramEngine) async throws -> Void) async -> Bool {
        do {
            // In a task of its own, which can be told to stop.
            try await Task { try await body(engine()) }.value
        } catch {
            note(error)
        }
        return state.withLock { state in
            guard state.database?.isGone == true else { return true }
            state.engine = nil
            state.database = nil
            state.crashes += 1
            return false
        }
    }

    private func engine() async throws -> ProgramEngine {
        if let engine = state.withLock({ $0.engine }) { return engine }
        let number = state.withLock { state in
            state.births += 1
            return state.births
        }
        let (engine, database) = try await open(self, "\(name)-\(number)")
        state.withLock { ($0.engine, $0.database) = (engine, database) }
        return engine
    }

    private func note(_ error: any Error) {
        switch error {
        case is ProcessGone, is CancellationError, is ManualRunRefusal: return
        case StoreError.unreachable(FaultyDatabase.path, _): return
        default: state.withLock { $0.unexpected.append("\(name): \(error)") }
        }
    }
}
