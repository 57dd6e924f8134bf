import Community
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Persistence

/// Steps of the schema: applied once, forward only, and beside older programs where that is safe.
@Suite(.timeLimit(.minutes(5))) struct MigrationTests {
    private let now = TestedStore.now
    private let additive = Migration(
        number: 2, name: "nickname", sql: Array("ALTER TABLE person ADD COLUMN nickname TEXT;".utf8), isAdditive: true)
    private let breaking = Migration(
        number: 2, name: "demand", sql: Array("ALTER TABLE node ADD COLUMN place TEXT NOT NULL DEFAULT 'x';".utf8),
        isAdditive: false)

    private func open(_ place: TestedStore, _ more: Migration..., at now: Instant? = nil) async throws -> Store {
        try await Store.open(
            place.database(), name: place.name, now: now ?? self.now, steps: Migrations.all + more)
    }

    private func node(seenAt: Instant) -> NodeRecord {
        NodeRecord(
            owner: "old", version: "1", files: "f", jobs: [:], isServing: true, startedAt: seenAt, seenAt: seenAt)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an old program at work goes on beside an additive step, and is refused when it starts anew`(
        driver: TestedDriver
    ) async throws {
        let place = try await TestedStore(driver)
        let old = try await open(place)
        try await old.keepNode(node(seenAt: now))
        let new = try await open(place, additive)
        _ = try await old.importRoster([Member(id: MemberID("ana"), preferredName: "Ana")], doNotPair: [], at: now)
        try await old.pause(JobID("nightly"), until: nil, at: now)
        try await old.keepNode(node(seenAt: now + .seconds(10)))
        #expect(try await new.countPeople() == 1)
        #expect(try await new.pauses().count == 1)
        let error = await #expect(throws: StoreError.self) { try await open(place) }
        #expect(error == .newerSchema(path: place.name, found: 2, known: 1))
        #expect(error?.description.contains("schema 2, this version knows 1") == true)
        #expect(try await Store.schema(of: place.database(), name: place.name).found == 2)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a step that older programs cannot live with waits until no node is at work`(driver: TestedDriver)
        async throws
    {
        let place = try await TestedStore(driver)
        let old = try await open(place)
        try await old.keepNode(node(seenAt: now))
        await #expect(throws: StoreError.nodesInTheWay(path: place.name, nodes: 1, step: 2)) {
            try await open(place, breaking, at: now + .seconds(119))
        }
        #expect(try await Store.schema(of: place.database(), name: place.name).found == 1)
        _ = try await open(place, breaking, at: now + .seconds(121))
        #expect(try await Store.schema(of: place.database(), name: place.name).found == 2)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a step that fails leaves nothing behind`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        _ = try await open(place)
        let sql = "CREATE TABLE half (a INTEGER); ALTER TABLE no_such_table ADD COLUMN b INTEGER;"
        let broken = Migration(number: 2, name: "broken", sql: Array(sql.utf8), isAdditive: true)
        await #expect(throws: (any Error).self) { try await open(place, broken) }
        let tables = try await place.database().read { try $0.rows($0.tableNames, []) { $0.text(0) } }
        #expect(!tables.contains("half"))
        #expect(tables.contains("run"))
        _ = try await open(place, additive)
    }

    @Test(arguments: TestedDriver.allCases)
    func `several that open an empty store at once make one schema`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { _ = try await open(place, additive) } }
            try await group.waitForAll()
        }
        let state = try await place.database().read {
            try Migrations.state($0, Migrations.all + [additive], path: place.name)
        }
        #expect(state.found == 2 && state.pending.isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `another program's tables are left alone`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        try await place.database().write { try $0.script("CREATE TABLE invoices (number INTEGER)") }
        await #expect(throws: StoreError.foreign(path: place.name)) { try await open(place) }
        let tables = try await place.database().read { try $0.rows($0.tableNames, []) { $0.text(0) } }
        #expect(tables == ["invoices"])
    }
}
