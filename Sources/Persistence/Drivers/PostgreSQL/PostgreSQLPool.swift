import Foundation
import Synchronization

/// Threads with a connection each, and the transactions that wait for one of them, first come first served.
///
/// Blocking calls of libpq happen on these threads only, never on the threads that Swift's tasks share. A thread connects
/// when its first transaction comes, and ends when the pool is closed and nothing waits any more.
final class PostgreSQLPool: Sendable {
    typealias Work = @Sendable (PostgreSQLSession) -> Void

    private let queue = Queue()

    init(address: PostgreSQLAddress) {
        for number in 1...address.connections {
            let thread = Thread { [queue] in
                let session = PostgreSQLSession(address: address)
                while let work = queue.next() { work(session) }
                session.disconnect()
            }
            thread.name = "postgresql-\(number)"
            thread.start()
        }
    }

    /// Hands `work` to the next free thread.
    func add(_ work: @escaping Work) { queue.add(work) }

    /// Lets the threads end when they have done what waits.
    func close() { queue.close() }

    private final class Queue: @unchecked Sendable {
        // Safe because every access to `waiting` and `isClosed` holds the condition's lock.
        private let condition = NSCondition()
        private var waiting: [Work] = []
        private var first = 0
        private var isClosed = false

        func add(_ work: @escaping Work) {
            condition.lock()
            waiting.append(work)
            condition.signal()
            condition.unlock()
        }

        func close() {
            condition.lock()
            isClosed = true
            condition.broadcast()
            condition.unlock()
        }

        /// Blocks until there is something to do; nil when there never will be again.
        func next() -> Work? {
            condition.lock()
            defer { condition.unlock() }
            while first == waiting.count {
                if isClosed { return nil }
                condition.wait()
            }
            defer {
                first += 1
                if first == waiting.count {
                    waiting.removeAll(keepingCapacity: true)
                    first = 0
                }
            }
            return waiting[first]
        }
    }
}
