import Community
import Persistence
import Synchronization

/// Gathers the replies that come in at the same time into few transactions of the embedded store.
///
/// Nothing is held back for company: while one transaction is on its way to the disk, what comes in meanwhile waits, and goes
/// together in the next one. Each hears of its own reply only when it is durable. A server does the same by itself, and is
/// given one at a time.
final class ReplyQueue: Sendable {
    private struct Waiting: Sendable {
        let reply: KeptReply
        let continuation: UnsafeContinuation<AskState, any Error>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isWriting = false
    }

    /// Replies in one transaction at the most.
    private static let most = 256

    private let store: Store
    private let state = Mutex(State())

    init(store: Store) { self.store = store }

    /// Returns the state of the ask when the reply is durable.
    ///
    /// - Throws: As `Store.keepReply`.
    func keep(_ reply: KeptReply) async throws -> AskState {
        if store.isShared { return try await store.keepReplies([reply])[0].get() }
        return try await withUnsafeThrowingContinuation { continuation in
            let isFirst = state.withLock { state in
                state.waiting.append(Waiting(reply: reply, continuation: continuation))
                defer { state.isWriting = true }
                return !state.isWriting
            }
            // A task of its own: whoever goes away in the middle has answered all the same.
            if isFirst { Task { await write() } }
        }
    }

    private func write() async {
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.waiting.prefix(Self.most))
                state.waiting.removeFirst(batch.count)
                if batch.isEmpty { state.isWriting = false }
                return batch
            }
            guard !batch.isEmpty else { return }
            for (waiting, outcome) in zip(batch, await store.keepReplies(batch.map(\.reply))) {
                waiting.continuation.resume(with: outcome)
            }
        }
    }
}
