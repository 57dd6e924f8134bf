import Community
import Foundation
import Glibc
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import milieu

/// Backups that come back, by the real program and by its parts.
@Suite(.serialized, .timeLimit(.minutes(5))) struct RestoreTests {
    private func kept(in program: ProgramFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
            .filter { $0.hasPrefix("milieu.db.before-restore-") }.sorted()
    }

    private func message(_ id: String) -> OutboxMessage {
        let now = SystemClock().now()
        return OutboxMessage(
            id: id, run: "r", job: "nightly-check-in", step: "ask", part: id, member: MemberID("ana"),
            channel: "screen", message: MessageID("check-in.evening"), values: [:], ask: nil, purpose: .checkIn,
            dueAt: now, expiresAt: now + .days(1), createdAt: now)
    }

    @Test func `after a restore nobody is written to twice, until a person says so`() async throws {
        let program = try ProgramFolder()
        let store = try await program.open()
        for id in ["one", "two"] { try await store.addMessage(message(id)) }
        try await store.addRun(
            RunRecord(
                id: "r-due", job: JobID("nightly-check-in"), jobRevision: "1", cause: .manual, trigger: "t",
                nominal: SystemClock().now(), zone: "", state: .ready, dueAt: SystemClock().now(), group: "",
                createdAt: SystemClock().now()))
        try await store.watch(
            ScheduleRecord(
                job: JobID("x"), trigger: "t", zone: "", definition: "0 2 * * *", watermark: Instant(seconds: 1),
                revision: 0))
        #expect(try await program.run("backup", "a.db").status == 0)
        let restored = try await program.run("restore", "a.db", "--yes")
        #expect(restored.status == 0, "\(restored.err)")
        #expect(restored.out.contains("1 schedules go on from now"))
        #expect(restored.out.contains("2 messages were due and may have been sent since; they are held"))
        #expect(restored.out.contains("milieu deliveries retry --held"))
        #expect(restored.out.contains("milieu runs replay r-due"))
        let due = try await program.run("run", "--due")
        #expect(due.status == 0 && due.out == "nothing to deliver\n", "\(due.out)\(due.err)")
        let listed = try await program.run("deliveries", "list", "--held")
        #expect(listed.out.contains("one") && listed.out.contains("restored from a backup"))
        #expect(try await program.run("deliveries", "cancel", "one").out == "1 of 1 are let go\n")
        #expect(try await program.run("deliveries", "cancel", "one").status == 1)
        #expect(try await program.run("deliveries", "retry", "--held").out == "1 of 1 are due again\n")
        #expect(try await program.run("deliveries", "retry", "--held", "--failed").status == 64)
        #expect(try await program.run("restore", "--help").out.contains("schedules go on from now"))
    }

    @Test func `the old store keeps all that was in its log`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("backup", "a.db").status == 1)
        let database = try SQLiteDatabase(path: program.store)
        let store = try await Store.open(database, name: "a", now: Instant(seconds: 0))
        #expect(try await program.run("backup", "a.db").status == 0)
        // Its log is open: it cannot be folded into the file while somebody reads.
        try await store.addMessage(message("late"))
        #expect(FileManager.default.fileExists(atPath: program.store + "-wal"))
        let restored = try await program.run("restore", "a.db", "--yes")
        #expect(restored.status == 0, "\(restored.err)")
        #expect(try await program.open().countMessages().isEmpty)
        let name = try #require(try kept(in: program).first)
        let old = try SQLiteDatabase(path: "\(program.folder.path)/\(name)")
        #expect(try await Store.open(old, name: "old", now: Instant(seconds: 0)).countMessages() == [.queued: 1])
        withExtendedLifetime(database) {}
    }

    @Test func `a restore that fails half-way leaves the store that was there`() async throws {
        let program = try ProgramFolder()
        try await program.open().addMessage(message("kept"))
        #expect(try await program.run("backup", "a.db").status == 0)
        let now = Instant(seconds: 1_800_000_000)
        let restore = FileRestore(backup: program.folder.path + "/a.db", store: program.store)
        // The name of the old one is taken.
        try program.folder.write("taken", to: "milieu.db.before-restore-20270115T080000Z")
        await #expect(throws: DurableFile.Failure.self) { try await restore.run(at: now) }
        #expect(try await program.open().countMessages() == [.queued: 1])
        let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(!names.contains { $0.contains(".part-") || $0.contains(".stage") }, "\(names)")
        #expect(throws: FileRestore.Refusal.self) {
            try FileRestore(backup: program.store, store: program.store).check()
        }
        let (report, kept) = try await restore.run(at: now + .seconds(1))
        #expect(report.held == 0 && kept == program.store + ".before-restore-20270115T080001Z")
        let modes = try [program.store, kept ?? ""].map {
            try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
        }
        #expect(modes[0] == modes[1])
    }

    @Test func `a backup that was cut off or stands where nobody may write is refused in a sentence`() async throws {
        let program = try ProgramFolder()
        try await program.open().addMessage(message("kept"))
        #expect(try await program.run("backup", "a.db").status == 0)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: program.folder.path + "/a.db")))
        for count in [0, 50, 4_096, bytes.count / 2, bytes.count - 4_096] {
            try program.folder.write(bytes: Array(bytes.prefix(count)), to: "cut.db")
            let ended = try await program.run("restore", "cut.db", "--yes")
            #expect(ended.status == 1 && ended.err.hasPrefix("error: "), "\(count): \(ended.out)\(ended.err)")
            #expect(ended.err.split(separator: "\n").count == 1, "\(ended.err)")
        }
        let wrapper = geteuid() == 0 ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
        chmod(program.folder.path + "/a.db", 0o644)
        chmod(program.folder.path, 0o555)
        let readOnly = try await program.run("restore", "a.db", "--yes", through: wrapper)
        chmod(program.folder.path, 0o755)
        #expect(readOnly.status == 1 && readOnly.err.contains("cannot write"), "\(readOnly.err)")
        #expect(try kept(in: program).isEmpty)
        #expect(try await program.open().countMessages() == [.queued: 1])
    }

    @Test func `on a terminal it asks, and takes nothing but a yes for one`() async throws {
        let program = try ProgramFolder()
        try await program.open().addMessage(message("kept"))
        #expect(try await program.run("backup", "a.db").status == 0)
        for answer in ["n\n", "\n", "perhaps\n"] {
            let ended = try await program.run(answering: answer, "restore", "a.db")
            #expect(ended.status == 1 && ended.err.contains("[y/N]") && ended.err.contains("nothing was changed"))
        }
        #expect(try kept(in: program).isEmpty)
        let ended = try await program.run(answering: "y\n", "restore", "a.db")
        #expect(ended.status == 0 && ended.out.contains("1 messages were due"), "\(ended.err)")
    }
}
