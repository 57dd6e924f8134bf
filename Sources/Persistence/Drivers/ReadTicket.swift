import Dispatch
import Synchronization

/// One call that waits for a connection or is being served, and can be given up meanwhile.
///
/// The lock is held while the database is told to stop, so that the wish cannot hit the next transaction of the same
/// connection: the thread that serves the call waits at `watch(nil)` until it is through.
final class ReadTicket<Value: Sendable>: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Value, any Error>?
        var stop: (@Sendable () -> Void)?
        var hasBegun = false
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// Waits for a call that `start` hands on to be served; it is given up when the task is cancelled.
    static func result(_ start: (ReadTicket) -> Void) async throws -> Value {
        let ticket = ReadTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if ticket.wait(with: continuation) { start(ticket) }
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    /// Keeps who waits; false when the call was given up before, and its caller has been told.
    private func wait(with continuation: CheckedContinuation<Value, any Error>) -> Bool {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.continuation = continuation }
            return state.isCancelled
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        return !isCancelled
    }

    /// False when the call was given up while it waited.
    func begin() -> Bool {
        state.withLock { state in
            state.hasBegun = !state.isCancelled
            return state.hasBegun
        }
    }

    /// What stops the call from now on; nil when nothing of it runs in the database any more.
    func watch(_ stop: (@Sendable () -> Void)?) throws {
        let isCancelled = state.withLock { state in
            state.stop = stop
            return state.isCancelled
        }
        if isCancelled, stop != nil { throw CancellationError() }
    }

    func end(_ result: Result<Value, any Error>) {
        let (continuation, isCancelled) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, state.isCancelled)
        }
        if case .failure = result, isCancelled {
            continuation?.resume(throwing: CancellationError())
        } else {
            continuation?.resume(with: result)
        }
    }

    func cancel() {
        let (waiting, isRunning) = state.withLock { state in
            state.isCancelled = true
            if state.hasBegun { return (nil as CheckedContinuation<Value, any Error>?, state.stop != nil) }
            defer { state.continuation = nil }
            return (state.continuation, false)
        }
        waiting?.resume(throwing: CancellationError())
        guard isRunning else { return }
        // On a thread of Dispatch's own: to a server the wish is a round trip.
        DispatchQueue(label: "read-cancel").async { self.state.withLock { $0.stop?() } }
    }
}
