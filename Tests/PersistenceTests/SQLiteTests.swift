import Community
import Foundation
import Persistence
import Scheduling
import TestSupport
import Testing

@Suite struct SQLiteTests {
    private let now = Instant(seconds: 1_795_000_000)

    @Test func `every commit is on the disk before it counts`() throws {
        let folder = try TemporaryFolder()
        #expect(try SQLiteDatabase(path: folder.path + "/a.db").synchronousMode() == 2)
    }

    @Test func `a store opens again, and keeps its key`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let first = try await Store.open(SQLiteDatabase(path: path), name: path, now: now)
        #expect(try await first.key(named: "links", fresh: [1, 2]) == [1, 2])
        let second = try await Store.open(SQLiteDatabase(path: path), name: path, now: now)
        #expect(try await second.key(named: "links", fresh: [9]) == [1, 2])
    }

    @Test func `a store of a newer version is refused and not changed`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let database = try SQLiteDatabase(path: path)
        _ = try await Store.open(database, name: path, now: now)
        try await database.write { try $0.script("INSERT INTO schema_step VALUES (99, 'later', 0)") }
        await #expect(throws: StoreError.newerSchema(path: path, found: 99, known: 1)) {
            _ = try await Store.open(database, name: path, now: now)
        }
    }

    @Test(arguments: ["not a database, but long enough to be looked at as one, as SQLite reads a header first"])
    func `a file that is no store is refused`(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "a.db")
        #expect(throws: StoreError.notADatabase(path: folder.path + "/a.db")) {
            try SQLiteDatabase(path: folder.path + "/a.db")
        }
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

    @Test func `what throws is undone`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let database = try SQLiteDatabase(path: path)
        let store = try await Store.open(database, name: path, now: now)
        await #expect(throws: CancellationError.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO do_not_pair (first, second) VALUES ($1, $2)", ["a", "b"])
                throw CancellationError()
            }
        }
        #expect(try await store.doNotPair().isEmpty)
    }

    @Test func `an import adds, changes, and the second time does nothing`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/a.db"
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: now)
        var ana = Member(id: MemberID("ana"), preferredName: "Ana", languages: ["pt"], consents: [.checkIn])
        let pair = MemberPair(MemberID("ana"), MemberID("rui"))
        #expect(try await store.importRoster([ana], doNotPair: [pair], at: now, isTrial: true).added == [ana.id])
        #expect(try await store.countPeople() == 0)
        _ = try await store.importRoster([ana], doNotPair: [pair], at: now)
        #expect(try await store.importRoster([ana], doNotPair: [pair], at: now).unchanged == 1)
        try await store.setStopped(ana.id, true, at: now)
        ana.preferredName = "Aninha"
        #expect(try await store.importRoster([ana], doNotPair: [], at: now).changed == [ana.id])
        // A list never takes back what the person said.
        #expect(try await store.person(ana.id)?.hasStopped == true)
    }
}
