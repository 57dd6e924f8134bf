import Community
import Foundation
import Scheduling
import TestSupport
import Testing

@testable import Persistence

@Suite struct SQLiteTests {
    private let now = Instant(seconds: 1_795_000_000)

    @Test func `every commit is on the disk before it counts`() throws {
        let folder = try TemporaryFolder()
        #expect(try SQLiteDatabase(path: folder.path + "/a.db").synchronousMode() == 2)
    }

    @Test(arguments: [CInt(8), 60])
    func `the log stays short while somebody writes on and on`(soon: CInt) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let late: CInt = 60
        let store = try await Store.open(
            SQLiteDatabase(path: path, log: SQLiteCheckpointer.Bounds(soon: soon, late: late)), name: path, now: now)
        var longest = 0
        for number in 0..<600 {
            _ = try await store.importRoster([Member(id: MemberID("p\(number)"))], doNotPair: [], at: now)
            let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
            longest = max(longest, (size ?? .max) / 4_120)
        }
        // Each of them writes two pages or more; what made the tables was longer than the log may become.
        #expect(longest < 400)
        #expect(try await store.countPeople() == 600)
    }

    @Test(arguments: ["not a database, but long enough to be looked at as one, as SQLite reads a header first"])
    func `a file that is no store is refused`(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "a.db")
        #expect(throws: StoreError.notADatabase(path: folder.path + "/a.db")) {
            try SQLiteDatabase(path: folder.path + "/a.db")
        }
    }

    @Test func `the file and its log are for their owner alone, whatever the mask`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let old = umask(0)
        defer { umask(old) }
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: now)
        _ = try await store.importRoster([Member(id: MemberID("ana"))], doNotPair: [], at: now)
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        for name in ["", "-wal", "-shm"] { #expect(try mode(path + name) == 0o600, "\(name)") }
        #expect(SQLiteFile(path: path).widePermissions().isEmpty)
        try await store.copy(to: folder.path + "/b.db")
        #expect(try mode(folder.path + "/b.db") == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let wide = SQLiteFile(path: path).widePermissions()
        #expect(wide.map(\.path) == [path] && wide.map(\.mode) == [0o640])
    }

    @Test func `a missing folder is said`() throws {
        let error = #expect(throws: StoreError.self) { try SQLiteDatabase(path: "/nowhere/at/all/a.db") }
        #expect(error?.description.contains("check that its folder exists") == true)
    }

    @Test func `a full disk keeps nothing of what did not fit, and says so`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let database = try SQLiteDatabase(path: path)
        let store = try await Store.open(database, name: path, now: now)
        // SQLite's own limit stands in for the disk's.
        try await database.write { try $0.script("PRAGMA max_page_count = 80") }
        let people = (0..<5_000).map { Member(id: MemberID("p\($0)"), preferredName: "Person \($0)") }
        await #expect(throws: StoreError.full(path: path)) {
            _ = try await store.importRoster(people, doNotPair: [], at: now)
        }
        #expect(try await store.countPeople() == 0)
        #expect(StoreError.full(path: path).description.contains("make room and try again"))
    }
}
