import Community
import Dispatch
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Claims of several nodes that count with the same limits.
@Suite(.timeLimit(.minutes(5))) struct LimitLockTests {
    private let now = TestedStore.now
    private let rates = Dictionary(
        uniqueKeysWithValues: ["a", "b", "c"].map { (JobID($0), RunRate(runs: 200, per: .hours(1))) })

    private func run(_ id: String, job: String) -> RunRecord {
        RunRecord(
            id: id, job: JobID(job), jobRevision: "1", cause: .manual, trigger: "t", nominal: now, zone: "",
            state: .ready, dueAt: now, group: "", createdAt: now)
    }

    @Test(arguments: [TestedDriver.postgresql, .pooled])
    func `a node that is stopped in a claim keeps others from its lane alone`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        _ = try await store.addBackfill(
            ["a", "b", "c"].flatMap { job in (0..<4).map { run("\(job)\($0)", job: job) } })
        let lease = Lease(owner: "one", until: now + .seconds(30))
        #expect(try await store.claimRuns(limit: 3, now: now, lease: lease, rates: rates).count == 3)
        let (isHeld, release) = (Latch(), DispatchSemaphore(value: 0))
        let other = try place.database()
        async let stopped: Void = other.writeRowByRow { connection in
            _ = try connection.rows("SELECT 1 FROM rate_limit WHERE job_id = 'b' FOR UPDATE", []) { _ in true }
            isHeld.open()
            release.wait()
        }
        await isHeld.wait()
        let taken = try await store.claimRuns(limit: 99, now: now, lease: lease, rates: rates)
        #expect(taken.count == 6 && !taken.contains { $0.job == JobID("b") })
        release.signal()
        try await stopped
        #expect(try await store.claimRuns(limit: 99, now: now, lease: lease, rates: rates).count == 3)
    }

    @Test(arguments: TestedDriver.allCases)
    func `claims that serve their lanes in opposite orders take everything once`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let stores = [try await place.open(), try await place.open()]
        _ = try await stores[0].addBackfill(
            ["a", "b", "c"].flatMap { job in (0..<60).map { run("\(job)\($0)", job: job) } })
        let (now, rates) = (now, rates)
        let taken = try await withThrowingTaskGroup(of: [String].self) { group in
            for (number, store) in stores.enumerated() {
                group.addTask {
                    var turns = LaneTurns()
                    var taken: [String] = []
                    let lease = Lease(owner: "w\(number)", until: now + .seconds(30))
                    while true {
                        // Whoever had most of one job begins with another.
                        turns.took(number == 0 ? 50 : 1, of: RunLane(priority: .normal, job: JobID("a")))
                        turns.took(number == 0 ? 1 : 50, of: RunLane(priority: .normal, job: JobID("c")))
                        let runs = try await store.claimRuns(
                            limit: 7, now: now, lease: lease, turns: turns, rates: rates)
                        taken += runs.map(\.id)
                        let isDone = try await store.nextRunDue(rates: rates) == nil
                        if runs.isEmpty, isDone { return taken }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 180 && Set(taken).count == 180)
    }
}
