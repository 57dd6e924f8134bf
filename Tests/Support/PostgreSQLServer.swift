import Foundation
import Glibc
import Persistence
import Synchronization

/// A real PostgreSQL server of the tests' own: in a temporary folder, on a socket in it, on no port.
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
    private let binaries: String
    private let runner: [String]
    private let watcher: (process: Process, input: FileHandle)
    private let running = Mutex<Running?>(nil)

    private struct Running {
        let process: Process
        let input: FileHandle
        let output: LineReader
    }

    /// Why there is no server, and what to do.
    public struct Unavailable: Error, CustomStringConvertible {
        public let description: String
    }

    /// Makes a cluster and starts it.
    ///
    /// - Throws: `Unavailable` when no server is installed, or when it does not start, with what it said.
    public init() throws {
        binaries = try Self.findBinaries()
        folder = "/tmp/milieu-pg-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        if geteuid() == 0 {
            guard let account = getpwnam("postgres") ?? getpwnam("nobody") else {
                throw Unavailable(description: "root needs the user 'postgres' or 'nobody' to run a server")
            }
            let (user, group) = (account.pointee.pw_uid, account.pointee.pw_gid)
            chown(folder, user, group)
            runner = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups"]
        } else {
            runner = []
        }
        let end = """
            trap '' INT; cat >/dev/null; cd "$1"; "$2/pg_ctl" -D data -m immediate -w stop; cd /; rm -rf "$1" || rm -rf "$1"
            """
        watcher = try Self.start(runner + ["sh", "-c", end, "sh", folder, binaries], log: FileHandle.nullDevice)
        // A language whose order of letters is not that of the bytes, where the server knows any.
        let script = """
            cd "$1"; printf %s "$3" > password
            bin=$2; user=$4
            make() { "$bin/initdb" -D data -U "$user" -A scram-sha-256 --pwfile=password -E UTF8 -N --locale=C "$@"; }
            make --locale-provider=icu --icu-locale=en >/dev/null 2>&1 || { rm -rf data; make 2>&1; }
            """
        let (status, output) = try Self.run(
            runner + ["sh", "-c", script, "sh", folder, binaries, Self.password, Self.user])
        guard status == 0 else {
            try watcher.input.close()
            throw Unavailable(description: "initdb in \(binaries) failed: \(output)")
        }
        try start()
    }

    deinit {
        running.withLock { try? $0?.input.close() }
        try? watcher.input.close()
    }

    /// Starts the server and waits until it takes connections.
    public func start() throws {
        // Beside the server a shell waits for the end of its own pipe, and stops it.
        let script = """
            cd "$1"; exec 3<&0
            (trap '' INT; cat <&3; "$2/pg_ctl" -D data -m fast -w stop) >/dev/null 2>&1 &
            exec 3<&- "$2/postgres" -D data -k "$1" -h '' -F -c max_connections=100 -c log_min_messages=log \\
                -c log_checkpoints=off -c lc_messages=C </dev/null >&2
            """
        let output = Pipe()
        let (process, input) = try Self.start(runner + ["sh", "-c", script, "sh", folder, binaries], log: output)
        let lines = LineReader(output.fileHandleForReading)
        var said = ""
        while true {
            guard let line = lines.next() else {
                throw Unavailable(description: "the server in \(binaries) did not start: \(said)")
            }
            if line.contains("ready to accept connections") { break }
            said += line + "\n"
        }
        running.withLock { $0 = Running(process: process, input: input, output: lines) }
    }

    /// Stops the server, ends all its connections, and waits until it is gone; its data stay.
    public func stop() throws {
        let stopped = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let stopped else { return }
        try stopped.input.close()
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

    private static func findBinaries() throws -> String {
        let debian = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newestFirst = debian.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for folder in newestFirst + path where FileManager.default.isExecutableFile(atPath: folder + "/postgres") {
            return folder
        }
        throw Unavailable(description: "no PostgreSQL server is installed; run: sh Config/setup.sh")
    }

    /// Starts a command that ends some time after the returned handle is closed, or this process ends.
    private static func start(_ command: [String], log: Any) throws -> (process: Process, input: FileHandle) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let input = Pipe()
        // Nobody else may hold the pipe open when this process ends.
        _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = log
        try process.run()
        return (process, input.fileHandleForWriting)
    }

    private static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
