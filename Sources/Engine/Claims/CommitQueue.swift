import Persistence
import Synchronization

/// Gathers what many workers commit at the same time into few transactions.
///
/// Nothing is held back for company: while one transaction is on its way to the disk, the plans that come in meanwhile
/// wait, and go together in the next one. Each worker hears of its own plan only when it is durable.
final class CommitQueue: Sendable {
    /// A class, as plans are large and this is moved about.
    private final class Waiting: Sendable {
        let commit: StepCommit
        let teller: Teller

        init(_ commit: StepCommit, _ teller: Teller) {
            self.commit = commit
            self.teller = teller
        }
    }

    /// Who hears what became of a plan.
    private enum Teller {
        case waits(UnsafeContinuation<Void, any Error>)
        case ends(RunWorker)
    }

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
        try await withUnsafeThrowingContinuation { add(Waiting(commit, .waits($0))) }
    }

    /// Takes over the plan that ends a run; the worker's pool is told what became of it.
    func end(_ commit: StepCommit, by worker: RunWorker) { add(Waiting(commit, .ends(worker))) }

    private func add(_ waiting: Waiting) {
        let isWriter = state.withLock { state in
            state.waiting.append(waiting)
            guard state.writers < width else { return false }
            state.writers += 1
            return true
        }
        // A task of its own: a worker that is told to stop still writes what it holds.
        if isWriter { Task { await write() } }
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
            var ended: [(run: RunRecord, hold: RunHold)] = []
            var engine: ProgramEngine?
            for (waiting, outcome) in zip(batch, await store.commit(batch.map(\.commit))) {
                switch (waiting.teller, outcome) {
                case (.waits(let continuation), .kept): continuation.resume()
                case (.waits(let continuation), .refused(let error)): continuation.resume(throwing: error)
                case (.ends(let worker), .kept):
                    engine = worker.engine
                    ended.append((worker.run(after: waiting.commit.progress), worker.hold))
                case (.ends(let worker), .refused(let error)):
                    worker.hold.pool.add { $0.refused.append((worker, error)) }
                }
            }
            if let engine { RunWorker.haveEnded(ended, in: engine) }
        }
    }
}
