import ChildProcesses
import Foundation

/// A real PgBouncer before a server of the tests: each transaction gets whatever connection is free.
///
/// It runs as an ordinary user on a socket in a temporary folder, and ends with the tests as the server does.
public final class PostgreSQLPooler: Sendable {
    /// The one before `PostgreSQLServer.shared`; or why there is none.
    public static let shared = Result { try PostgreSQLPooler(before: PostgreSQLServer.shared.get()) }

    /// The name of the socket, on no port.
    private static let port = 6432

    private let folder: String
    private let pooler: ChildProcess
    private let output: LineReader

    /// Starts it and waits until it takes connections.
    ///
    /// - Throws: `PostgreSQLServer.Unavailable` when it is not installed or does not start, with what it said.
    public init(before server: PostgreSQLServer) throws {
        let binary = try Self.findBinary()
        let user = try ForeignProcess.ordinaryUser()
        folder = try ForeignProcess.folder("pool", user.own)
        let settings = """
            [databases]
            * = host=\(server.folder) user=\(PostgreSQLServer.user) password=\(PostgreSQLServer.password)
            [pgbouncer]
            listen_addr =
            listen_port = \(Self.port)
            unix_socket_dir = \(folder)
            auth_type = any
            pool_mode = transaction
            default_pool_size = 3
            max_client_conn = 4000
            server_idle_timeout = 1
            log_connections = 0
            log_disconnections = 0
            log_pooler_errors = 0
            log_stats = 0
            """
        // It has nothing to put in order.
        let script = """
            cd "$1"; printf '%s\\n' "$3" >settings; exec 3<&0
            (trap '' INT; cat <&3; kill -9 $$; cd /; rm -rf "$1" || rm -rf "$1") >/dev/null 2>&1 &
            exec 3<&- "$2" settings </dev/null >&2
            """
        pooler = try ForeignProcess.start(
            user.runner + ["sh", "-c", script, "sh", folder, binary, settings], errors: .pipe)
        output = LineReader(pooler.errors)
        var said = ""
        while true {
            guard let line = output.next() else {
                throw PostgreSQLServer.Unavailable(description: "\(binary) did not start: \(said)")
            }
            if line.contains("process up") { break }
            said += line + "\n"
        }
    }

    deinit { try? pooler.input?.close() }

    /// The address of a database of the server, with `prepared=off`; `query` is added as it is.
    public func url(database: String, query: String = "") -> String {
        "postgresql://anybody@/\(database)?host=\(folder)&port=\(Self.port)&prepared=off"
            + (query.isEmpty ? "" : "&\(query)")
    }

    private static func findBinary() throws -> String {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        // Debian's folder of servers is not on everybody's path.
        for folder in ["/usr/sbin"] + path where FileManager.default.isExecutableFile(atPath: folder + "/pgbouncer") {
            return folder + "/pgbouncer"
        }
        throw PostgreSQLServer.Unavailable(description: "no PgBouncer is installed; run: sh Config/setup.sh")
    }
}
