import ChildProcesses
import Dispatch
import Foundation
import Glibc
import Persistence
import Scheduling
import TestSupport

/// The shipped program in a folder of its own, and the real `milieu` in it.
struct ProgramFolder: Sendable {
    static let program = Repository.root + "/.build/debug/milieu"

    let folder: TemporaryFolder
    /// Where the store is, when it is not the file in the folder.
    let address: String?

    struct Ended: Sendable {
        let status: Int32
        let out: String
        let err: String
    }

    init(store address: String? = nil) throws {
        folder = try TemporaryFolder()
        self.address = address
        for name in ["Jobs", "Config"] {
            try FileManager.default.copyItem(atPath: "\(Repository.root)/\(name)", toPath: "\(folder.path)/\(name)")
        }
        let text = try String(contentsOfFile: "\(folder.path)/Config/milieu.yaml", encoding: .utf8)
        try folder.write(
            text.replacing("listen: 127.0.0.1:8080", with: "listen: 127.0.0.1:0"), to: "Config/milieu.yaml")
    }

    var store: String { folder.path + "/milieu.db" }

    private func start(
        _ arguments: [String], through wrapper: [String] = [], input: ChildProcess.Stream = .nothing,
        output: ChildProcess.Stream = .nothing, errors: ChildProcess.Stream
    ) throws -> ChildProcess {
        try ChildProcess(
            wrapper + [Self.program] + arguments, in: folder.path,
            environment: address.map { ProcessInfo.processInfo.environment.merging(["MILIEU_STORE": $0]) { $1 } },
            input: input, output: output, errors: errors)
    }

    /// Runs a command to its end; `wrapper`: what starts it, such as another user's rights.
    func run(_ arguments: String..., through wrapper: [String] = []) async throws -> Ended {
        try await run(arguments, through: wrapper)
    }

    func run(_ arguments: [String], through wrapper: [String] = []) async throws -> Ended {
        try await Self.aside { try ended(arguments, through: wrapper, input: .nothing) }
    }

    private func ended(
        _ arguments: [String], through wrapper: [String] = [], input: ChildProcess.Stream
    ) throws -> Ended {
        let files = try TemporaryFolder()
        let (out, err) = (files.path + "/out", files.path + "/err")
        let process = try start(arguments, through: wrapper, input: input, output: .file(out), errors: .file(err))
        return Ended(
            status: process.wait(), out: try String(contentsOfFile: out, encoding: .utf8),
            err: try String(contentsOfFile: err, encoding: .utf8))
    }

    /// Runs a command on a terminal, at which somebody types `answer`.
    func run(answering answer: String, _ arguments: String...) async throws -> Ended {
        // As posix_openpt(3) and its kin do it, which Swift does not see: TIOCSPTLCK and TIOCGPTN of ioctl_tty(2).
        let terminal = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(terminal) }
        var (lock, number) = (Int32(0), Int32(0))
        guard ioctl(terminal, 0x4004_5431, &lock) == 0, ioctl(terminal, 0x8004_5430, &number) == 0 else {
            throw POSIXError(.ENOTTY)
        }
        let side = Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard side >= 0 else { throw POSIXError(.ENOTTY) }
        defer { close(side) }
        _ = write(terminal, answer, answer.utf8.count)
        return try await Self.aside { try ended(arguments, input: .descriptor(side)) }
    }

    /// `milieu serve` ended before it served.
    struct NoNode: Error {}

    /// Starts `milieu serve`, and waits until it does.
    func serve() async throws -> Node {
        let process = try start(["serve"], errors: .pipe)
        let node = Node(process: process, lines: LineReader(process.errors))
        guard try await node.line(with: "Serving") != nil else { throw NoNode() }
        return node
    }

    /// A `milieu serve` that runs; killed with the last reference to it.
    final class Node {
        private let process: ChildProcess
        private let lines: LineReader

        fileprivate init(process: ChildProcess, lines: LineReader) {
            self.process = process
            self.lines = lines
        }

        deinit { process.kill() }

        var id: Int32 { process.id }

        /// The next line that holds `words`; nil when the process has ended.
        func line(with words: String) async throws -> String? {
            try await ProgramFolder.aside { [lines] in
                while let line = lines.next() {
                    if line.contains(words) { return line }
                }
                return nil
            }
        }

        /// Sends a signal, and waits for the end; returns the exit code.
        func end(by signal: Int32 = SIGTERM) async throws -> Int32 {
            process.send(signal)
            while try await line(with: "") != nil {}
            return process.wait()
        }
    }

    /// Does what blocks on a thread of its own: those that tasks share are few.
    static func aside<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
        }
    }

    func open() async throws -> Store {
        if let address {
            return try await Store.open(PostgreSQLDatabase(url: address), name: "store", now: Instant(seconds: 0))
        }
        return try await Store.open(SQLiteDatabase(path: store), name: store, now: Instant(seconds: 0))
    }

    /// Makes the store's file by hand: one that is whole by itself, without a log beside it.
    func makeStore(_ fill: (SQLiteDatabase) async throws -> Void) async throws {
        let other = try TemporaryFolder()
        let database = try SQLiteDatabase(path: other.path + "/a.db")
        try await fill(database)
        try await database.copy(to: store)
    }

    /// Changes the store behind the program's back.
    func script(_ sql: String) async throws {
        try await SQLiteDatabase(path: store).write { try $0.script(sql) }
    }
}
