import CCurl
import Glibc
import Synchronization

/// The mailbox between tasks and the driver's thread.
final class CurlInbox: Sendable {
    enum Letter: Sendable {
        case start(CurlTransfer)
        case cancel(CurlTransfer)
        case stop
    }

    private struct State {
        var letters: [Letter] = []
        var isClosed = false
        /// Whether the thread waits for something to happen.
        var isAsleep = false
    }

    /// Readable when a letter came while the thread slept; an eventfd(2).
    let bell: Int32
    private let state = Mutex(State())

    init() { bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }

    deinit { close(bell) }

    func post(_ letter: Letter) {
        let (isRefused, rings) = state.withLock { state in
            if state.isClosed { return (true, false) }
            state.letters.append(letter)
            defer { state.isAsleep = false }
            return (false, state.isAsleep)
        }
        // A thread that is awake looks before it goes to sleep.
        if rings { eventfd_write(bell, 1) }
        if isRefused, case .start(let transfer) = letter { transfer.finish(.failure(.stopped)) }
    }

    /// Swaps the letters that came for `empty`, so that neither array is made anew.
    func take(into empty: inout [Letter]) {
        empty.removeAll(keepingCapacity: true)
        state.withLock { state in
            state.isAsleep = false
            swap(&state.letters, &empty)
        }
    }

    /// Whether the thread may sleep: from now on a letter rings.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.letters.isEmpty
            return state.isAsleep
        }
    }

    /// Takes no letter any more; those that came in are given back.
    func close() -> [Letter] {
        state.withLock { state in
            state.isClosed = true
            defer { state.letters = [] }
            return state.letters
        }
    }

    private func close(_ descriptor: Int32) { Glibc.close(descriptor) }
}
