import Community
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What holds for the store on every driver: opening, people and pauses.
@Suite(.timeLimit(.minutes(5))) struct StoreTests {
    private let now = TestedStore.now

    @Test(arguments: TestedDriver.allCases)
    func `a store opens again, and keeps its key`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let bytes = [UInt8](0...255)
        #expect(try await place.open().key(named: "links", fresh: bytes) == bytes)
        let second = try await place.open()
        #expect(try await second.key(named: "links", fresh: [9]) == bytes)
        #expect(try await second.key(named: "empty", fresh: []) == [])
    }

    @Test(arguments: TestedDriver.allCases)
    func `several open a new store at once, and all find it complete`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<3 { group.addTask { try await place.open().countPeople() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [0, 0, 0])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a store of a newer version is refused and not changed`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let database = try place.database()
        _ = try await Store.open(database, name: place.name, now: now)
        try await database.write { try $0.script("INSERT INTO schema_step VALUES (99, 'later', 0)") }
        await #expect(throws: StoreError.newerSchema(path: place.name, found: 99, known: 1)) {
            _ = try await place.open()
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `what throws is undone`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let database = try place.database()
        let store = try await Store.open(database, name: place.name, now: now)
        await #expect(throws: CancellationError.self) {
            try await database.write { connection in
                try connection.execute("INSERT INTO do_not_pair (first, second) VALUES ($1, $2)", ["a", "b"])
                throw CancellationError()
            }
        }
        await #expect(throws: StoreError.self) {
            try await database.writeRowByRow { connection in
                try connection.execute("INSERT INTO do_not_pair (first, second) VALUES ($1, $2)", ["c", "d"])
                try connection.execute("INSERT INTO no_such_table (first) VALUES ($1)", ["a"])
            }
        }
        #expect(try await store.doNotPair().isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a read cannot write`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let database = try place.database()
        _ = try await Store.open(database, name: place.name, now: now)
        await #expect(throws: StoreError.self) {
            try await database.read { try $0.execute("DELETE FROM person", []) }
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `an import adds, changes, and the second time does nothing`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        var ana = Member(
            id: MemberID("ana"), preferredName: "Ana 'Ánn' \\x41 😀", languages: ["pt"], timeZone: "Europe/Lisbon",
            contact: ContactPoint(channel: "email", address: ""), consents: [.checkIn])
        let pair = MemberPair(MemberID("ana"), MemberID("rui"))
        #expect(try await store.importRoster([ana], doNotPair: [pair], at: now, isTrial: true).added == [ana.id])
        #expect(try await store.countPeople() == 0)
        _ = try await store.importRoster([ana], doNotPair: [pair], at: now)
        let kept = try #require(try await store.person(ana.id))
        #expect(kept.consents.given == [.checkIn])
        ana.consents = kept.consents
        #expect(kept == ana)
        #expect(try await store.importRoster([ana], doNotPair: [pair], at: now).unchanged == 1)
        #expect(try await store.doNotPair() == [pair])
        try await store.setStopped(ana.id, true, at: now)
        ana.preferredName = "Aninha"
        #expect(try await store.importRoster([ana], doNotPair: [], at: now).changed == [ana.id])
        // A list never takes back what the person said.
        #expect(try await store.person(ana.id)?.hasStopped == true)
    }

    @Test(arguments: TestedDriver.allCases)
    func `pages of people follow the order of bytes, in every database's language`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let ids = ["B", "Z-1", "_x", "a", "a-2", "a1", "c", "z", "é"]
        let people = ids.reversed().map { Member(id: MemberID($0), timeZone: $0 < "a" ? "Asia/Tokyo" : nil) }
        _ = try await store.importRoster(people, doNotPair: [], at: now)
        var seen: [String] = []
        while case let page = try await store.people(after: seen.last ?? "", limit: 2), !page.isEmpty {
            seen += page.map(\.id.rawValue)
        }
        #expect(seen == ids)
        #expect(
            try await store.people(after: "", limit: 9, zones: ["Asia/Tokyo"]).map(\.id.rawValue) == ["B", "Z-1", "_x"])
        #expect(try await store.zones() == ["", "Asia/Tokyo"])
        #expect(try await store.people([MemberID("é"), MemberID("nobody")]).count == 1)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a pause is changed while it lasts, and ended once`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let job = JobID("nightly")
        try await store.pause(job, until: nil, at: now)
        try await store.pause(job, until: now + .hours(2), at: now + .hours(1))
        #expect(try await store.pauses() == [job: [Pause(from: now, until: now + .hours(2))]])
        #expect(try await store.resume(job, at: now + .minutes(90)))
        #expect(try await store.resume(job, at: now + .minutes(91)) == false)
        #expect(try await store.pauses()[job] == [Pause(from: now, until: now + .minutes(90))])
    }
}
