import Community
import Foundation
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Copies, steps of the schema, status and pruning, by the real program.
@Suite(.serialized, .timeLimit(.minutes(5))) struct OperateTests {
    private func names(in folder: TemporaryFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains(".db") }.sorted()
    }

    @Test func `a SQLite store is backed up while it serves, and restored when it does not`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("backup", "a.db").err.contains("there is no store './milieu.db' yet"))
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let node = try await program.serve()
        let backup = try await program.run("backup", "a.db")
        #expect(backup.status == 0 && backup.out.contains("schema 1, checked"), "\(backup.err)")
        let mode = try FileManager.default.attributesOfItem(atPath: program.folder.path + "/a.db")[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try names(in: program.folder).filter { $0.hasPrefix("a.db") } == ["a.db"])
        #expect(try await program.run("backup", "a.db").err.contains("replace it with --force"))
        #expect(try await program.run("backup", "a.db", "--force").status == 0)
        #expect(try await program.run("backup", "milieu.db", "--force").err.contains("is the store itself"))
        let refused = try await program.run("restore", "a.db", "--yes")
        #expect(refused.status == 1 && refused.err.contains("has a node already"))
        #expect(try await node.end() == 0)
        try await program.script("DELETE FROM person")
        #expect(try await program.run("restore", "a.db").status == 64)
        let restored = try await program.run("restore", "a.db", "--yes")
        #expect(restored.status == 0, "\(restored.err)")
        #expect(try await program.open().countPeople() == 30)
        let kept = try #require(try names(in: program.folder).first { $0.hasPrefix("milieu.db.before-restore-2") })
        let old = SQLiteFile(path: "\(program.folder.path)/\(kept)")
        #expect(try old.schema().found == 1)
        #expect(
            try await SQLiteDatabase(path: old.path).read { try $0.rows("SELECT 1 FROM person", []) { _ in 1 } } == [])
    }

    @Test func `what is no backup, is damaged or newer is not restored`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        #expect(try await program.run("backup", "good.db").status == 0)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program.folder.path + "/good.db")))
        for index in bytes.indices where index > 40_000 && index < 60_000 { bytes[index] = 7 }
        try program.folder.write(bytes: bytes, to: "damaged.db")
        #expect(try await program.run("backup", "newer.db").status == 0)
        try await SQLiteDatabase(path: program.folder.path + "/newer.db").write {
            try $0.script("INSERT INTO schema_step (number, name, applied_at) VALUES (99, 'later', 0)")
        }
        try await SQLiteDatabase(path: program.folder.path + "/other.db").write { try $0.script("CREATE TABLE a (b)") }
        try program.folder.write("PGDMP and so on", to: "server.db")
        for (file, words) in [
            ("damaged.db", "the file is damaged"), ("newer.db", "schema 99, this version knows 1"),
            ("other.db", "is not a store of this program"), ("Config/people.csv", "is not a store of this program"),
            ("server.db", "is a copy of a PostgreSQL database"), ("none.db", "there is no file 'none.db'"),
        ] {
            let ended = try await program.run("restore", file, "--yes")
            #expect(ended.status == 1, "\(file)")
            #expect(ended.err.contains(words), "\(ended.err)")
        }
        #expect(try await program.open().countPeople() == 30)
        #expect(try !names(in: program.folder).contains { $0.hasPrefix("milieu.db.before-restore-") })
    }

    @Test func `a PostgreSQL store goes to a file and into an empty database, and its password nowhere`() async throws {
        let server = try PostgreSQLServer.shared.get()
        let source = try ProgramFolder(store: server.url(database: try server.emptyDatabase()))
        #expect(try await source.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let backup = try await source.run("backup", "a.dump")
        #expect(backup.status == 0, "\(backup.err)")
        let file = source.folder.path + "/a.dump"
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        let full = try await source.run("restore", file, "--yes")
        #expect(full.status == 1 && full.err.contains("is not empty, and nothing of it is replaced"))
        let target = try ProgramFolder(store: server.url(database: try server.emptyDatabase()))
        let restored = try await target.run("restore", file, "--yes")
        #expect(restored.status == 0, "\(restored.err)")
        #expect(try await target.open().countPeople() == 30)
        for text in [backup.out, backup.err, full.err, restored.out, restored.err] {
            #expect(!text.contains(PostgreSQLServer.password))
        }
        let wrong = try await target.run("restore", target.folder.path + "/Config/people.csv", "--yes")
        #expect(wrong.status == 1 && wrong.err.contains("is no copy of a PostgreSQL database"))
    }

    @Test func `migrate tells by its exit code where the store stands`() async throws {
        let program = try ProgramFolder()
        let before = try await program.run("migrate", "--check")
        #expect(before.status == 3 && before.out == "to be applied: 1 initial\n")
        #expect(try names(in: program.folder).isEmpty)
        #expect(try await program.run("migrate").out == "applied: 1 initial\n")
        #expect(try await program.run("migrate", "--check").status == 0)
        try await program.script("INSERT INTO schema_step (number, name, applied_at) VALUES (99, 'later', 0)")
        let newer = try await program.run("migrate", "--check")
        #expect(newer.status == 1 && newer.err.contains("schema 99, this version knows 1"))
    }

    @Test func `status tells how things stand, and what looks wrong`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("run", "--due").status == 0)
        let store = try await program.open()
        let watched = try #require(try await store.schedules().first)
        try await program.script(
            "UPDATE schedule SET watermark = 4102444800000 WHERE job_id = '\(watched.job)' AND zone = '\(watched.zone)'"
        )
        let status = try await program.run("status")
        #expect(status.status == 0)
        #expect(status.out.contains("schema 1") && status.out.contains("0 running"))
        #expect(status.err.contains("clock_suspect: '\(watched.job)'") && status.err.contains("2100"))
        let json = try await program.run("status", "--json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any])
        #expect(
            Set(document.keys) == [
                "program", "at", "store", "nodes", "runs", "messages", "housekeeper", "last_prune", "warnings",
                "messages_in_fallback_language",
                "channels", "stopped",
            ])
        #expect((document["last_prune"] as? [String: Any])?["removed"] as? Int == 0)
        #expect((document["warnings"] as? [String])?.count == 1)
    }

    @Test func `a run of everything that is due prunes too, at most once an hour, also when a run failed`() async throws
    {
        let program = try ProgramFolder()
        let store = try await program.open()
        let old = Instant(seconds: 1_500_000_000)
        func run(_ id: String, _ state: RunState) -> RunRecord {
            RunRecord(
                id: id, job: JobID("gone"), jobRevision: "1", cause: .manual, trigger: "t", nominal: old, zone: "",
                state: state, dueAt: old, group: "", createdAt: old, finishedAt: state.isFinal ? old : nil)
        }
        try await store.addRun(run("r-old", .succeeded))
        try await store.addRun(run("r-due", .ready))
        let ended = try await program.run("run", "--due")
        #expect(ended.status == 1 && ended.out.contains("r-due gone: failed"), "\(ended.err)")
        #expect(ended.err.contains("Removed 1 rows that were older"))
        #expect(try await store.run("r-old") == nil)
        try await store.addRun(run("r-older", .succeeded))
        #expect(try await program.run("run", "--due").status == 0)
        #expect(try await store.run("r-older") != nil)
        #expect(try await store.nodes().isEmpty)
    }

    @Test func `prune shows what would go, and then removes it`() async throws {
        let program = try ProgramFolder()
        let store = try await program.open()
        let old = Instant(seconds: 1_500_000_000)
        for number in 0..<3 {
            try await store.addRun(
                RunRecord(
                    id: "r-\(number)", job: JobID("x"), jobRevision: "1", cause: .manual, trigger: "t", nominal: old,
                    zone: "", state: .failed, dueAt: old, group: "", createdAt: old, finishedAt: old))
        }
        let shown = try await program.run("prune", "--dry-run").out
        #expect(shown.contains(/runs +\w+ \d+ \w+ \d+ [\d:]+ \w+ +3/), "\(shown)")
        #expect(try await store.runs(limit: 5).count == 3)
        #expect(try await program.run("prune").out.contains("removed 3 rows"))
        #expect(try await store.runs(limit: 5).isEmpty)
        let text = try String(contentsOfFile: program.folder.path + "/Config/milieu.yaml", encoding: .utf8)
        try program.folder.write(
            text.replacing("  runs: 400d", with: "  runs: keep\n  bodies: 2d"), to: "Config/milieu.yaml")
        let wrong = try await program.run("prune")
        #expect(
            wrong.status == 3 && wrong.err.contains("retention.bodies: expected at least 2w, found '2d'"),
            "\(wrong.err)")
    }
}
