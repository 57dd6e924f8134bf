import CPostgres

/// Hears what other nodes NOTIFY, on a connection of its own (PostgreSQL 15, 34.9).
struct PostgreSQLListener {
    /// The one channel of all nodes; nothing is told on it but that there is something new.
    static let channel = "milieu"
    /// What comes within this time after a wake-up is the next one.
    private static let pause = 10

    let address: PostgreSQLAddress

    /// Listens until `stop` says so, and connects again whenever the connection is lost.
    ///
    /// A server that cannot be listened to is asked again every half minute; nobody is told, as nobody relies on this.
    func run(until stop: StopSignal, wake: () -> Void) {
        var failures = 0
        repeat {
            do {
                let connection = try PostgreSQLConnection(address: address)
                defer { connection.close() }
                try connection.script("LISTEN \(Self.channel)")
                failures = 0
                // What happened while nobody listened.
                wake()
                while stop.wait(milliseconds: Self.pause), stop.wait(for: connection.socket, milliseconds: nil) {
                    if try connection.takeNotifications() { wake() }
                }
                return
            } catch {
                failures += 1
            }
            // 50, 100, 200 … 25,600 milliseconds, each a random part of it, so that not all nodes come back at once.
        } while stop.wait(milliseconds: Int.random(in: 25...50) << min(failures - 1, 9))
    }
}

extension PostgreSQLConnection {
    fileprivate var socket: CInt { PQsocket(connection) }

    /// Takes what the server has sent unasked; false when no notification was in it.
    fileprivate func takeNotifications() throws -> Bool {
        guard PQconsumeInput(connection) == 1 else { throw failure(of: nil) }
        var isNotified = false
        while let notification = PQnotifies(connection) {
            PQfreemem(notification)
            isNotified = true
        }
        return isNotified
    }
}
