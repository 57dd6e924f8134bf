import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Engine

/// Who may believe to keep house, and for how long.
@Suite(.timeLimit(.minutes(5))) struct HousekeepingLeaseTests {
    /// A store whose answers take as long as the test says, with every clock going on meanwhile.
    private struct SlowDatabase: SQLDatabase {
        let database: SQLiteDatabase
        let delay: @Sendable () -> Void

        func copy(to path: String) async throws { try await database.copy(to: path) }

        func read<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value { try await database.read(body) }

        func write<Value: Sendable>(
            _ body: @Sendable @escaping (any SQLConnection) throws -> Value
        ) async throws -> Value {
            delay()
            defer { delay() }
            return try await database.write(body)
        }
    }

    private struct Node {
        let lease: HousekeepingLease
        let wall: TestClock
        let elapsed: TestMonotonicClock
    }

    private let start = "2026-11-21T12:00:00Z"

    private func node(
        _ name: String, in folder: TemporaryFolder, delay: @Sendable @escaping (TestMonotonicClock) -> Void = { _ in }
    ) async throws -> Node {
        let (wall, elapsed) = (TestClock(start), TestMonotonicClock())
        let path = folder.path + "/milieu.db"
        let database = SlowDatabase(database: try SQLiteDatabase(path: path, durability: .untilTheProcessEnds)) {
            delay(elapsed)
        }
        let store = try await Store.open(database, name: path, now: wall.now())
        return Node(
            lease: HousekeepingLease(store: store, holder: name, clock: wall, elapsed: elapsed), wall: wall,
            elapsed: elapsed)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `of three nodes with skewed clocks never two believe at once`(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        var random = SplitMix64(seed: seed)
        var nodes: [Node] = []
        for number in 0..<3 {
            let node = try await node("n\(number)", in: folder)
            // Less apart than the margin, as nodes are whose times come from one server.
            node.wall.advance(by: .milliseconds(Int64.random(in: -900...900, using: &random)))
            node.elapsed.advance(by: .seconds(Int64.random(in: 0...100_000, using: &random)))
            nodes.append(node)
        }
        var believed: Set<Int> = []
        for _ in 0..<400 {
            let pause = Duration.milliseconds(Int64.random(in: 0...12_000, using: &random))
            for node in nodes {
                node.wall.advance(by: pause)
                node.elapsed.advance(by: pause)
            }
            let index = Int.random(in: 0..<3, using: &random)
            _ = try await nodes[index].lease.hold()
            if Int.random(in: 0..<20, using: &random) == 0 { try await nodes[index].lease.resign() }
            let now = nodes.indices.filter { nodes[$0].lease.term != nil }
            #expect(now.count <= 1)
            believed.formUnion(now)
        }
        #expect(believed.count == 3)
    }

    @Test func `an answer that came late does not stretch the trust`() async throws {
        let folder = try TemporaryFolder()
        // Ten seconds before the write and ten after it.
        let slow = try await node("slow", in: folder) { $0.advance(by: .seconds(10)) }
        #expect(try await slow.lease.hold() != nil)
        slow.elapsed.advance(by: .milliseconds(7_999))
        #expect(slow.lease.term != nil)
        slow.elapsed.advance(by: .milliseconds(1))
        #expect(slow.lease.term == nil)
        let slower = try await node("slower", in: folder) { $0.advance(by: .seconds(15)) }
        slower.wall.advance(by: .minutes(1))
        #expect(try await slower.lease.hold() == nil)
    }

    @Test func `a clock that is far ahead takes over, and the replaced term writes nothing`() async throws {
        let folder = try TemporaryFolder()
        let honest = try await node("honest", in: folder)
        let fast = try await node("fast", in: folder)
        fast.wall.advance(by: .hours(1))
        let old = try #require(try await honest.lease.hold())
        let new = try #require(try await fast.lease.hold())
        #expect(new.number == old.number + 1)
        let path = folder.path + "/milieu.db"
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: honest.wall.now())
        await #expect(throws: LostHousekeeping(term: old)) {
            try await store.keepChore("x", removed: 0, under: old, at: honest.wall.now())
        }
        try await store.keepChore("x", removed: 0, under: new, at: fast.wall.now())
        #expect(try await honest.lease.hold() == nil)
        #expect(honest.lease.term == nil)
        #expect(try await honest.lease.hold() == nil)
        try await fast.lease.resign()
        #expect(try await fast.lease.hold()?.number == 3)
    }

    @Test func `a renewal that fails ends the trust`() async throws {
        let folder = try TemporaryFolder()
        let node = try await node("one", in: folder)
        _ = try #require(try await node.lease.hold())
        let path = folder.path + "/milieu.db"
        try await SQLiteDatabase(path: path).write { try $0.script("ALTER TABLE node_lease RENAME TO away") }
        await #expect(throws: StoreError.self) { try await node.lease.hold() }
        #expect(node.lease.term == nil)
    }
}
