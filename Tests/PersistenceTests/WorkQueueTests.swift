import Community
import Dispatch
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

@testable import Persistence

/// What waits for the PostgreSQL driver's threads.
@Suite(.timeLimit(.minutes(5))) struct WorkQueueTests {
    private final class Held: Sendable {
        let count: Mutex<Int>

        init(_ count: Int) { self.count = Mutex(count) }
    }

    private final class Token: Sendable {
        let held: Held

        init(_ held: Held) {
            self.held = held
            held.count.withLock { $0 += 1 }
        }

        deinit { held.count.withLock { $0 -= 1 } }
    }

    @Test func `what is done is let go of, however much waits behind it`() {
        let held = Held(0)
        let queue = WorkQueue<Token>()
        for _ in 0..<100 { queue.add(Token(held)) }
        for left in (40..<100).reversed() {
            _ = queue.next()
            #expect(held.count.withLock { $0 } == left)
        }
        queue.add(Token(held))
        queue.close()
        var rest = 0
        while queue.next() != nil { rest += 1 }
        #expect(rest == 41)
        #expect(held.count.withLock { $0 } == 0)
    }

    @Test(arguments: ["connections=1", "connections=1&prepared=off"])
    func `a sign of life waits for no other transaction`(query: String) async throws {
        let url = try await PostgreSQLServer.shared.get().emptyStore(query: query)
        let database = try PostgreSQLDatabase(url: url)
        let now = TestedStore.now
        let store = try await Store.open(database, name: "store", now: now)
        try await store.addRun(
            RunRecord(
                id: "r", job: JobID("nightly"), jobRevision: "1", cause: .manual, trigger: "t", nominal: now, zone: "",
                state: .ready, dueAt: now, group: "", createdAt: now))
        let claimed = try await store.claimRuns(limit: 1, now: now, lease: Lease(owner: "one", until: now))
        let (isHeld, release) = (Latch(), DispatchSemaphore(value: 0))
        async let long: Void = database.read { _ in
            isHeld.open()
            release.wait()
        }
        await isHeld.wait()
        let waiting = Task { try await store.runs(limit: 1) }
        let tokens = claimed.map { LeaseToken(run: $0.id, epoch: $0.epoch) }
        #expect(try await store.renewRuns(tokens, until: now + .minutes(1)).isEmpty)
        release.signal()
        try await long
        #expect(try await waiting.value.count == 1)
        #expect(try await store.reapRuns(now: now + .seconds(30)).isEmpty)
    }
}
