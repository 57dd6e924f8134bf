import ChildProcesses
import Foundation
import Glibc
import Persistence
import Synchronization

/// A real PostgreSQL server of the tests' own: in a temporary folder, on a socket in it, and on a port only where the test
/// is about that.
///
/// A shell watches the end of a pipe from this process, then ends the server and removes the folder, so that nothing is
/// left behind however the tests end. initdb and the server refuse root, so that root's tests run them as
/// another user.
public final class PostgreSQLServer: Sendable {
    /// The one that all tests share which do not stop it; or why there is none.
    public static let shared = Result { try PostgreSQLServer() }

    /// What every connection signs in with.
    public static let user = "milieu"
    public static let password = "kept-to-ourselves"

    public let folder: String
    /// On the loopback address, encrypted; nil for a socket only.
    public let port: Int?
    private let binaries: String
    private let settings: [String]
    private let runner: [String]
    private let watcher: ChildProcess
    private let running = Mutex<Running?>(nil)

    private struct Running {
        let process: ChildProcess
        let output: LineReader
    }

    /// Why there is no server, and what to do.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description: String
    }

    /// How a server is stopped; its connections end at once either way.
    public enum Stop: String, CaseIterable, Sendable {
        /// In order.
        case fast
        /// As by a power cut; the next start recovers from the log.
        case immediate
    }

    /// Makes a cluster and starts it.
    ///
    /// `settings`: The server's, such as `fsync=on`; by default nothing outlives a power cut, which no test asks for.
    /// `isEncrypted`: on a port too, by TLS, with the certificate `server.crt` in the folder, for the host
    /// `db.milieu.test`; `other.crt` is somebody else's.
    ///
    /// - Throws: `Unavailable` when no server is installed, or when it does not start, with what it said.
    public init(settings: [String] = ["fsync=off"], isEncrypted: Bool = false) throws {
        binaries = try Self.findBinaries()
        self.settings = settings
        port = isEncrypted ? try ForeignProcess.freePort() : nil
        let user = try ForeignProcess.ordinaryUser()
        runner = user.runner
        folder = try ForeignProcess.folder("pg", user.own)
        let end = """
            trap '' INT; cat >/dev/null; cd "$1"; "$2/pg_ctl" -D data -m immediate -w stop; cd /; rm -rf "$1" || rm -rf "$1"
            """
        watcher = try ForeignProcess.start(runner + ["sh", "-c", end, "sh", folder, binaries])
        // A language whose order of letters is not that of the bytes, where the server knows any.
        let script = """
            cd "$1"; printf %s "$3" > password
            bin=$2; user=$4
            make() { "$bin/initdb" -D data -U "$user" -A scram-sha-256 --pwfile=password -E UTF8 -N --locale=C "$@"; }
            make --locale-provider=icu --icu-locale=en >/dev/null 2>&1 || { rm -rf data; make 2>&1; } || exit 1
            [ -z "$5" ] && exit
            for name in server other; do
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=db.milieu.test \
                    -addext subjectAltName=DNS:db.milieu.test -keyout $name.key -out $name.crt 2>&1 || exit 1
            done
            echo "ssl = on
            ssl_cert_file = '$1/server.crt'
            ssl_key_file = '$1/server.key'
            listen_addresses = '127.0.0.1'
            port = $5" >>data/postgresql.conf
            """
        let (status, output) = try ForeignProcess.run(
            runner + ["sh", "-c", script, "sh", folder, binaries, Self.password, Self.user, port.map { "\($0)" } ?? ""])
        guard status == 0 else {
            try watcher.input?.close()
            throw Unavailable(description: "initdb in \(binaries) failed: \(output)")
        }
        try start()
    }

    deinit {
        running.withLock { try? $0?.process.input?.close() }
        try? watcher.input?.close()
    }

    /// Starts the server and waits until it takes connections.
    public func start() throws {
        // Beside the server a shell waits for the end of its own pipe, and stops it.
        let script = """
            cd "$1"; exec 3<&0
            (trap '' INT; how=$(cat <&3); "$2/pg_ctl" -D data -m "${how:-fast}" -w stop) >/dev/null 2>&1 &
            folder=$1; bin=$2; shift 2
            exec 3<&- "$bin/postgres" -D data -k "$folder" "$@" -c max_connections=1000 -c log_min_messages=log \\
                -c log_checkpoints=off -c lc_messages=C </dev/null >&2
            """
        let place = (port == nil ? ["-h", ""] : []) + settings.flatMap { ["-c", $0] }
        let process = try ForeignProcess.start(
            runner + ["sh", "-c", script, "sh", folder, binaries] + place, errors: .pipe)
        let lines = LineReader(process.errors)
        var said = ""
        while true {
            guard let line = lines.next() else {
                throw Unavailable(description: "the server in \(binaries) did not start: \(said)")
            }
            if line.contains("ready to accept connections") { break }
            said += line + "\n"
        }
        running.withLock { $0 = Running(process: process, output: lines) }
    }

    /// Stops the server, ends all its connections, and waits until it is gone; its data stay.
    public func stop(_ how: Stop = .fast) throws {
        let stopped = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let stopped else { return }
        try stopped.process.input?.write(contentsOf: Data(how.rawValue.utf8))
        try stopped.process.input?.close()
        // The last of its processes closes the log.
        while stopped.output.next() != nil {}
    }

    /// The address of the server's first database; `query` is added as it is.
    public func url(password: String = PostgreSQLServer.password, database: String = "postgres", query: String = "")
        -> String
    {
        "postgresql://\(Self.user):\(password)@/\(database)?host=\(folder)" + (query.isEmpty ? "" : "&\(query)")
    }

    /// The address of an empty place for one test.
    public func emptyStore(query: String = "") async throws -> String {
        let name = "t_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await PostgreSQLDatabase(url: url(query: "connections=1")).write { try $0.script("CREATE SCHEMA \(name)") }
        return url(query: "options=-csearch_path%3D\(name)" + (query.isEmpty ? "" : "&\(query)"))
    }

    /// The name of a new database.
    public func emptyDatabase() throws -> String {
        let name = "d_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        let (status, output) = try ForeignProcess.run([
            "env", "PGPASSWORD=\(Self.password)", binaries + "/createdb", "-h", folder, "-p", "\(port ?? 5432)", "-U",
            Self.user, name,
        ])
        guard status == 0 else { throw Unavailable(description: "createdb failed: \(output)") }
        return name
    }

    private static func findBinaries() throws -> String {
        let debian = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newestFirst = debian.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in newestFirst + path where FileManager.default.isExecutableFile(atPath: folder + "/postgres") {
            return folder
        }
        throw Unavailable(description: "no PostgreSQL server is installed; run: sh Config/setup.sh")
    }
}
