import Foundation
import Glibc
import Persistence
import Scheduling
import TestSupport
import Testing

/// Stores that cannot be used: one sentence that says what to do, exit code 1, and nothing changed.
@Suite(.serialized, .timeLimit(.minutes(5))) struct BadStoreTests {
    enum Fault: CaseIterable, Sendable {
        case unreachable, wrongPassword, newerServer, newer, garbage, damaged, readOnly, foreign
    }

    private func program(_ fault: Fault) async throws -> (program: ProgramFolder, words: [String], wrapper: [String]) {
        switch fault {
        case .unreachable:
            // Nothing listens on the port of nobody.
            return (
                try ProgramFolder(store: "postgresql://milieu@127.0.0.1:1/milieu"),
                ["cannot be reached", "check that it runs and that its address is right"], []
            )
        case .wrongPassword:
            let server = try PostgreSQLServer.shared.get()
            return (
                try ProgramFolder(store: server.url(password: "not-this-one")),
                ["cannot sign in", "check the user's name and the password"], []
            )
        case .newerServer:
            let program = try ProgramFolder(store: try await PostgreSQLServer.shared.get().emptyStore())
            _ = try await program.open()
            try await PostgreSQLDatabase(url: program.address ?? "").write {
                try $0.script("INSERT INTO schema_step (number, name, applied_at) VALUES (99, 'later', 0)")
            }
            return (program, ["schema 99, this version knows 1", "install that version"], [])
        case .newer:
            let program = try ProgramFolder()
            try await program.makeStore { database in
                _ = try await Store.open(database, name: "a", now: Instant(seconds: 0))
                try await database.write {
                    try $0.script("INSERT INTO schema_step (number, name, applied_at) VALUES (99, 'later', 0)")
                }
            }
            return (program, ["schema 99, this version knows 1", "install that version"], [])
        case .garbage:
            let program = try ProgramFolder()
            try program.folder.write(String(repeating: "no database ", count: 1_000), to: "milieu.db")
            return (program, ["is not a store of this program", "restore a backup"], [])
        case .damaged:
            let program = try ProgramFolder()
            try await program.makeStore { _ = try await Store.open($0, name: "a", now: Instant(seconds: 0)) }
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program.store)))
            for index in bytes.indices where index >= 4_096 { bytes[index] = 7 }
            try program.folder.write(bytes: bytes, to: "milieu.db")
            return (program, ["the file is damaged", "restore a backup"], [])
        case .foreign:
            let program = try ProgramFolder()
            try await program.makeStore {
                try await $0.write { try $0.script("CREATE TABLE invoices (number INTEGER)") }
            }
            return (program, ["holds tables of another program", "of its own"], [])
        case .readOnly:
            let program = try ProgramFolder()
            chmod(program.folder.path, 0o555)
            // Root may write everywhere.
            let wrapper =
                geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
            return (program, ["milieu.db", "may be written"], wrapper)
        }
    }

    private func bytes(of program: ProgramFolder) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        // SQLite's own two files beside a store, and the lock, come and go.
        let kept = names.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") && !$0.hasSuffix(".node") }
        return Dictionary(
            kept.map { ($0, FileManager.default.contents(atPath: "\(program.folder.path)/\($0)") ?? Data()) }
        ) { first, _ in first }
    }

    @Test(arguments: Fault.allCases)
    func `a store that cannot be used is said in a sentence`(fault: Fault) async throws {
        let (program, words, wrapper) = try await program(fault)
        let before = try bytes(of: program)
        for command in [["run", "--due"], ["status"], ["runs", "list"]] {
            let ended =
                command.count == 2
                ? try await program.run(command[0], command[1], through: wrapper)
                : try await program.run(command[0], through: wrapper)
            #expect(ended.status == 1, "\(ended.err)")
            #expect(ended.out.isEmpty)
            #expect(ended.err.hasPrefix("error: "))
            #expect(ended.err.split(separator: "\n").count == 1, "\(ended.err)")
            for word in words { #expect(ended.err.contains(word), "\(ended.err)") }
        }
        #expect(try bytes(of: program) == before)
        chmod(program.folder.path, 0o755)
    }
}
