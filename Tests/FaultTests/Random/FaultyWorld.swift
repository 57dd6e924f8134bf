import Community
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport

/// Two nodes at one store, the people of an invented program, and a clock that nobody can rely on.
final class FaultyWorld: Sendable {
    let program: LoadedProgram
    let clock = TestClock("2026-10-21T06:00:00Z")
    /// The store without faults, for what the test itself looks at.
    let database: any SQLDatabase
    let store: Store
    let nodes: [FaultyNode]
    let faults: FaultSource
    let start: Instant
    private let folder: TemporaryFolder
    private let random: Mutex<SplitMix64>
    private let latest: Mutex<Instant>

    init(seed: UInt64, isPostgreSQL: Bool) async throws {
        let folder = try TemporaryFolder()
        try EventfulProgram.write(to: folder)
        let program = try LoadedProgram(in: folder)
        let clock = clock
        let faults = FaultSource(seed: seed)
        let address = isPostgreSQL ? try await PostgreSQLServer.shared.get().emptyStore(query: "connections=2") : nil
        let connect: @Sendable () throws -> any SQLDatabase = {
            if let address { return try PostgreSQLDatabase(url: address) }
            return try SQLiteDatabase(path: "\(folder.path)/milieu.db", durability: .untilTheProcessEnds)
        }
        let shared = Shared()
        let nodes = ["north", "south"].map { name in
            FaultyNode(name) { node, owner in
                // The first one lets another stand still for longer than its lease, the other lets it overtake.
                let database = FaultyDatabase(try connect(), faults: faults) {
                    clock.advance(by: .seconds(name == "north" ? 45 : 5))
                    for other in shared.nodes.withLock({ $0 }) where other.name != node.name { await other.look() }
                }
                let store = try await Store.open(database, name: owner, now: clock.now())
                return (program.engine(over: store, clock: clock, elapsed: node.elapsed, owner: owner), database)
            }
        }
        shared.nodes.withLock { $0 = nodes }
        self.nodes = nodes
        database = try connect()
        start = clock.now()
        store = try await Store.open(database, name: "the test's", now: start)
        try await program.importPeople(of: folder, into: store, at: start)
        try await StoreWatch.begin(on: database, isPostgreSQL: isPostgreSQL)
        self.folder = folder
        self.program = program
        self.faults = faults
        random = Mutex(SplitMix64(seed: ~seed))
        latest = Mutex(start)
    }

    /// The nodes, for each other: they are made before they are known.
    private final class Shared: Sendable {
        let nodes = Mutex<[FaultyNode]>([])
    }

    /// The latest time that any clock has shown.
    var end: Instant { latest.withLock { $0 } }

    /// One step of the world: time passes, people do something, and both nodes look at the clock, in any order.
    func step() async {
        let (minutes, jump, order, wish) = random.withLock { random in
            (
                Int.random(in: 1...25, using: &random), Int.random(in: 0..<400, using: &random),
                Bool.random(using: &random), Int.random(in: 0..<1_000, using: &random)
            )
        }
        pass(.seconds(minutes * 60))
        switch jump {
        case 0: clock.advance(by: .hours(24))
        case 1: clock.advance(by: .hours(-24))
        case 2...3: clock.advance(by: .hours(1))
        case 4...5: clock.advance(by: .hours(-1))
        default: break
        }
        note()
        let ordered = order ? nodes : nodes.reversed()
        if wish < 400, let node = ordered.first { await act(wish, by: node) }
        for node in ordered {
            let survived = await node.look()
            // Whoever takes its place may come at once, or when the lease has run out.
            if !survived, wish % 2 == 0 { pass(.seconds(31)) }
        }
        note()
    }

    private func pass(_ duration: Duration) {
        clock.advance(by: duration)
        for node in nodes { node.elapsed.advance(by: duration) }
    }

    private func note() { latest.withLock { $0 = max($0, clock.now()) } }

    /// What a person does now.
    private func act(_ wish: Int, by node: FaultyNode) async {
        let now = clock.now()
        let asks = (try? await openAsks(at: now)) ?? []
        let proposed = (try? await store.pairings(in: [.proposed])) ?? []
        let standing = (try? await store.pairings(in: PairingState.standing)) ?? []
        let jobs = program.catalog.jobs
        await node.work { engine in
            switch wish % 8 {
            case 0:
                guard let pair = standing.first else { return }
                _ = try await engine.store.end(pair.id, by: "maria", isForSafety: false, at: now)
            case 1:
                let job = jobs[wish % jobs.count]
                guard job.definition.on.manual != nil else { return }
                _ = try await engine.start(job, inputs: [:])
            case 2...4:
                for pair in proposed {
                    _ = try await engine.decide(pair.id, wish % 5 == 0 ? .decline : .approve, by: MemberID("maria"))
                }
            default:
                for ask in asks.prefix(3) {
                    _ = try await engine.take(AskReply(choice: wish % 7 == 0 ? .decline : .answer), toAsk: ask)
                }
            }
        }
    }

    private func openAsks(at now: Instant) async throws -> [String] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT id FROM ask WHERE state = 'open' AND expires_at > $1
                ORDER BY CASE WHEN subject IS NULL THEN 1 ELSE 0 END, id LIMIT 3
                """, [.integer(now.milliseconds)]
            ) { $0.text(0) }
        }
    }

    /// Ends all faults, looks at the clock once more, and lets everything that was begun come to its end.
    func heal() async throws {
        faults.setRate(perThousand: 0)
        clock.advance(by: max(.zero, end - clock.now()) + .minutes(1))
        for node in nodes { await node.look() }
        pass(.minutes(1))
        note()
        for node in nodes { await node.look() }
        for _ in 0..<2_000 {
            guard try await unfinished() > 0 else { return }
            pass(.minutes(10))
            for node in nodes { await node.work { _ = try await $0.runDue() } }
        }
    }

    private func unfinished() async throws -> Int {
        try await database.read { connection in
            try connection.rows("SELECT id FROM run WHERE state IN ('ready', 'running', 'waiting')", []) { _ in 1 }
                .count
        }
    }
}

extension FaultyNode {
    /// One look at the clock, and all that is due.
    @discardableResult
    func look() async -> Bool {
        guard await work({ _ = try await $0.tick() }) else { return false }
        return await work { _ = try await $0.runDue() }
    }
}
