import Persistence
import Synchronization

/// What a pool hears of its workers, and of the bell.
///
/// A mailbox, emptied at once: runs end by the hundred, when the transaction that they share is on the disk.
final class RunEnds: Sendable {
    /// All that came since the last look.
    struct News: Sendable {
        /// As they stand now that their workers are done with them.
        var runs: [RunRecord] = []
        /// What kept workers from being done in order: the store, mostly.
        var failures: [any Error] = []
        /// Workers whose last commit was refused, and why.
        var refused: [(worker: RunWorker, error: any Error)] = []
        var hasRung = false

        fileprivate var isNothing: Bool { runs.isEmpty && failures.isEmpty && refused.isEmpty && !hasRung }
    }

    private struct State {
        var news = News()
        var waiting: UnsafeContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func add(_ change: (inout News) -> Void) {
        let waiting = state.withLock { state in
            change(&state.news)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Waits until there is something new, and takes all of it; for one at a time.
    func next() async -> News {
        await withUnsafeContinuation { continuation in
            let isThere = state.withLock { state in
                if state.news.isNothing { state.waiting = continuation }
                return !state.news.isNothing
            }
            if isThere { continuation.resume() }
        }
        return state.withLock { state in
            defer { state.news = News() }
            return state.news
        }
    }
}
