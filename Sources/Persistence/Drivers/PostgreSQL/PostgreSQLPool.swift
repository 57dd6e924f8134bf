import Foundation

/// Threads with a connection each, and the transactions that wait for one of them, first come first served.
///
/// Blocking calls of libpq happen on these threads only, never on the threads that Swift's tasks share. A thread connects
/// when its first transaction comes, and ends when the pool is closed and nothing waits any more.
final class PostgreSQLPool: Sendable {
    typealias Work = @Sendable (PostgreSQLSession) -> Void

    private let queue = WorkQueue<Work>()

    /// `connections`: How many threads, at least 1.
    init(address: PostgreSQLAddress, connections: Int) {
        for number in 1...connections {
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
}
