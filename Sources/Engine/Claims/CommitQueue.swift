import Persistence
import Synchronization

/// Gathers what many workers commit at the same time into few transactions.
///
/// Nothing is held back for company: while one transaction is on its way to the disk, the plans that come in meanwhile
/// wait, and go together in the next one. Each worker hears of its own plan only when it is durable.
final class CommitQueue: Sendable {
    private typealias Waiting = (commit: StepCommit, continuation: UnsafeContinuation<Void, any Error>)

    private struct State {
        var waiting: [Waiting] = []
        var writers = 0
    }

    /// Plans in one transaction at the most.
    private static let most = 1_024

    private let store: Store
    /// Transactions at the same time.
    private let width: Int
    private let state = Mutex(State())

    init(store: Store) {
        self.store = store
        width = store.isShared ? 2 : 1
    }

    /// Returns when the plan is durable.
    ///
    /// - Throws: As `Store.commit`; nothing of the plan is kept then, or, when the store went away in the middle, nobody
    ///   knows, and the run's epoch and the tables' keys tell whoever takes it up.
    func commit(_ commit: StepCommit) async throws {
        try await withUnsafeThrowingContinuation { continuation in
            let isWriter = state.withLock { state in
                state.waiting.append((commit, continuation))
                guard state.writers < width else { return false }
                state.writers += 1
                return true
            }
            // A task of its own: a worker that is told to stop still writes what it holds.
            if isWriter { Task { await write() } }
        }
    }

    private func write() async {
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(Self.most))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.writers -= 1 }
                return batch
            }
            guard !batch.isEmpty else { return }
            for (waiting, outcome) in zip(batch, await store.commit(batch.map(\.commit))) {
                switch outcome {
                case .kept: waiting.continuation.resume()
                case .refused(let error): waiting.continuation.resume(throwing: error)
                }
            }
        }
    }
}
