import CPostgres

/// Asks the server to stop what one connection is doing.
///
/// It opens a connection of its own and blocks until the server has passed the wish on; whether something was still
/// running is not told (PostgreSQL 15, 34.7).
final class PostgreSQLCanceller: @unchecked Sendable {
    // Safe because the manual says that PQcancel only reads the object and may be called on any thread.
    private let pointer: OpaquePointer

    init?(of connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit { PQfreeCancel(pointer) }

    func cancel() {
        var reason = [CChar](repeating: 0, count: 256)
        // A wish that does not arrive is none: the time limit of the statement ends it then.
        _ = PQcancel(pointer, &reason, CInt(reason.count))
    }
}
