import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What holds for claims on every driver: fair shares, limits, renewal, lost workers, grouped commits.
@Suite(.timeLimit(.minutes(5))) struct StoreClaimTests {
    fileprivate let now = TestedStore.now
    fileprivate var lease: Lease { Lease(owner: "one", until: now + .seconds(30)) }

    fileprivate func run(_ id: String, job: String = "nightly", priority: JobPriority = .normal, key: String? = nil)
        -> RunRecord
    {
        var run = RunRecord(
            id: id, job: JobID(job), jobRevision: "1", cause: .manual, trigger: "t", nominal: now, zone: "",
            state: .ready, dueAt: now, group: "", createdAt: now)
        run.priority = priority
        run.uniqueKey = key
        return run
    }

    fileprivate func ended(_ run: RunRecord, state: RunState = .succeeded) -> StepCommit {
        var progress = RunProgress(state: state, stepIndex: 1, dueAt: now, now: now, leaseUntil: now)
        progress.stepEnd = .done
        return StepCommit(run: run.id, epoch: run.epoch, step: "one", progress: progress)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a job with many runs takes no turn from a job with one`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        _ = try await store.addBackfill((0..<300).map { run("many\(1_000 + $0)", job: "many") })
        try await store.addRun(run("low", job: "rest", priority: .low))
        try await store.addRun(run("one", job: "single"))
        try await store.addRun(run("urgent", job: "urgent", priority: .high))
        let claimed = try await store.claimRuns(limit: 40, now: now, lease: lease)
        #expect(claimed.count == 40)
        #expect(Set(claimed.map(\.id)).isSuperset(of: ["urgent", "one", "low"]))
        // Inside a job the earliest goes first.
        let many = claimed.filter { $0.job == JobID("many") }.map(\.id)
        #expect(many == (0..<37).map { "many\(1_000 + $0)" })
        #expect(claimed.allSatisfy { $0.epoch == 1 && $0.state == .running && $0.owner == "one" })
    }

    @Test(arguments: TestedDriver.allCases)
    func `jobs whose runs cannot be taken now take no place from one whose run can`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for number in 0..<20 {
            var later = run("later\(number)", job: "a\(number)", priority: .high)
            later.dueAt = now + .hours(1)
            try await store.addRun(later)
            try await store.addRun(run("limited\(number)", job: "b\(number)", priority: .high))
        }
        try await store.addRun(run("one", job: "z", priority: .low))
        let none = RunRate(runs: 1, per: .hours(1))
        let rates = Dictionary(uniqueKeysWithValues: (0..<20).map { (JobID("b\($0)"), none) })
        var claimed: [String] = []
        for _ in 0..<21 {
            claimed += try await store.claimRuns(limit: 1, now: now, lease: lease, rates: rates).map(\.id)
        }
        #expect(Set(claimed) == Set((0..<20).map { "limited\($0)" } + ["one"]))
    }

    @Test(arguments: TestedDriver.allCases)
    func `a limit holds over all nodes`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let stores = [try await place.open(), try await place.open()]
        _ = try await stores[0].addBackfill((0..<40).map { run("r\($0)") })
        let rates = [JobID("nightly"): RunRate(runs: 6, per: .seconds(60))]
        func claim(at now: Instant) async throws -> Int {
            let together = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        let lease = Lease(owner: "w\(worker)", until: now + .seconds(30))
                        return try await stores[worker % 2].claimRuns(limit: 4, now: now, lease: lease, rates: rates)
                            .count
                    }
                }
                return try await group.reduce(0, +)
            }
            // Whoever came while another one counted went away with nothing, and comes again.
            let lease = Lease(owner: "w", until: now + .seconds(30))
            return try await together + stores[0].claimRuns(limit: 40, now: now, lease: lease, rates: rates).count
        }
        #expect(try await claim(at: now) == 6)
        #expect(try await claim(at: now + .seconds(9)) == 0)
        #expect(try await stores[1].nextRunDue(rates: rates) == now + .seconds(10))
        #expect(try await claim(at: now + .seconds(21)) == 2)
        #expect(try await claim(at: now + .seconds(200)) == 6)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a renewal tells which claims are lost`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for id in ["a", "b", "c", "d"] { try await store.addRun(run(id)) }
        let claimed = try await store.claimRuns(limit: 4, now: now, lease: lease)
        let tokens = claimed.map { LeaseToken(run: $0.id, epoch: $0.epoch) }
        _ = try await store.cancelRun("a", because: "not needed", at: now)
        try await store.commit(ended(claimed[1]))
        let lost = try await store.renewRuns(tokens, until: now + .minutes(5))
        #expect(Set(lost.map(\.run)) == ["a", "b"])
        #expect(try await store.reapRuns(now: now + .minutes(4)).isEmpty)
        #expect(Set(try await store.reapRuns(now: now + .minutes(6)).map(\.id)) == ["c", "d"])
        #expect(try await store.renewRuns(tokens, until: now + .minutes(9)).count == 4)
        let attempt = try #require(try await store.attempts(ofRun: "c").first)
        #expect(attempt.outcome == .lapsed && attempt.owner == "one" && attempt.startedAt == now)
        #expect(try await store.renewRuns([], until: now).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `of plans that are committed together each stands for itself`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addPairable("n", "m")
        _ = try await store.addBackfill((0..<100).map { run("r\(1_000 + $0)") })
        var claimed = try await store.claimRuns(limit: 100, now: now, lease: lease)
        _ = try await store.cancelRun(claimed[7].id, because: "not needed", at: now)
        var commits = claimed.map { ended($0) }
        // One with effects among them, and one whose pair cannot go where it wants.
        commits[3].leftOut = [LeftOut(member: MemberID("ana"), gate: "role", reason: "is a mentor")]
        commits[4].proposals = [
            PairingProposal(id: PairingID("p"), newcomer: MemberID("n"), mentor: MemberID("m"), reasons: [])
        ]
        commits[4].advances = [PairingAdvance(pairing: PairingID("p"), event: .bothAccepted)]
        let outcomes = await store.commit(commits)
        let refused = outcomes.indices.filter { if case .refused = outcomes[$0] { true } else { false } }
        #expect(refused == [4, 7])
        claimed.remove(at: 7)
        claimed.remove(at: 4)
        for run in claimed { #expect(try await store.run(run.id)?.state == .succeeded) }
        #expect(try await store.run(commits[4].run)?.state == .running)
        #expect(try await store.pairings([PairingID("p")]).isEmpty)
        #expect(try await store.steps(ofRun: commits[4].run).isEmpty)
        #expect(try await store.leftOut(ofRun: commits[3].run).count == 1)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a plan that counted messages is stale when others wrote meanwhile`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        for id in ["a", "b"] { try await store.addRun(run(id)) }
        let claimed = try await store.claimRuns(limit: 2, now: now, lease: lease)
        let member = MemberID("m3")
        func commit(_ index: Int, counted: Int) -> StepCommit {
            var commit = ended(claimed[index])
            commit.messages = [.sample(3 + 100 * index, at: now, run: claimed[index].id, member: member)]
            commit.counted = CountedContacts(
                day: now - .days(1), week: now - .days(7), counts: [member: MessageCount(day: counted, week: counted)])
            return commit
        }
        try await store.commit(commit(0, counted: 0))
        await #expect(throws: ContactedMeanwhile.self) { try await store.commit(commit(1, counted: 0)) }
        #expect(try await store.run(claimed[1].id)?.state == .running)
        try await store.commit(commit(1, counted: 1))
        #expect(try await store.countMessages() == [.queued: 2])
    }

    @Test(arguments: TestedDriver.allCases)
    func `of unfinished runs with one key there is one`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let (first, second) = (try await place.open(), try await place.open())
        async let one = first.addRun(run("a", key: "ana"))
        async let two = second.addRun(run("b", key: "ana"))
        let others = try await [one, two].compactMap(\.self)
        #expect(others.count == 1)
        let kept = try #require(others.first)
        #expect(try await first.addRun(run("c", key: "rui")) == nil)
        let claimed = try await first.claimRuns(limit: 5, now: now, lease: lease)
        #expect(try await second.addRun(run("d", key: "ana"))?.id == kept.id)
        for run in claimed { try await first.commit(ended(run, state: .failed)) }
        #expect(try await second.addRun(run("e", key: "ana")) == nil)
        // What failed is not replayed beside one that took its place.
        #expect(try await first.replayRun(kept.id, at: now)?.isReady == false)
    }
}

extension StoreClaimTests {
    @Test(arguments: TestedDriver.allCases)
    func `a run that is replayed waits for the one of its group that runs, and holds nobody up`(
        driver: TestedDriver
    ) async throws {
        let store = try await TestedStore(driver).open()
        func member(_ id: String, after seconds: Int) -> RunRecord {
            RunRecord(
                id: id, job: JobID("pairs"), jobRevision: "1", cause: .manual, trigger: "t",
                nominal: now + .seconds(seconds), zone: "", state: .ready, dueAt: now, group: "pairing", createdAt: now)
        }
        try await store.addRun(member("a", after: 0))
        try await store.addRun(member("b", after: 1))
        let first = try await store.claimRuns(limit: 9, now: now, lease: lease)
        #expect(first.map(\.id) == ["a"])
        try await store.commit(ended(first[0], state: .failed))
        let second = try await store.claimRuns(limit: 9, now: now, lease: lease)
        #expect(second.map(\.id) == ["b"])
        #expect(try await store.replayRun("a", at: now)?.isReady == true)
        try await store.addRun(run("other"))
        #expect(try await store.claimRuns(limit: 9, now: now, lease: lease).map(\.id) == ["other"])
        try await store.commit(ended(second[0]))
        #expect(try await store.claimRuns(limit: 9, now: now, lease: lease).map(\.id) == ["a"])
    }
}

/// Shares and limits, without a store.
@Suite struct FairShareTests {
    private func lane(_ job: String, _ priority: JobPriority = .normal) -> RunLane {
        RunLane(priority: priority, job: JobID(job))
    }

    @Test func `priorities are shares, and nobody starves`() {
        let lanes = [lane("high", .high), lane("normal"), lane("low", .low)]
        let shares = LaneTurns().shares(of: lanes, limit: 210)
        let counts = Dictionary(uniqueKeysWithValues: shares.map { ($0.lane.job.rawValue, $0.count) })
        #expect(counts == ["high": 160, "normal": 40, "low": 10])
    }

    @Test func `one place at a time comes to everybody's turn`() {
        let lanes = (0..<5).map { lane("job\($0)") }
        var turns = LaneTurns()
        var served: [String: Int] = [:]
        for _ in 0..<100 {
            for share in turns.shares(of: lanes, limit: 1) {
                served[share.lane.job.rawValue, default: 0] += share.count
                turns.took(share.count, of: share.lane)
            }
        }
        #expect(served.count == 5 && served.values.allSatisfy { $0 == 20 })
    }

    @Test func `a lane that had nothing to do has saved up nothing`() {
        var turns = LaneTurns()
        for _ in 0..<1_000 { turns.took(1, of: lane("busy")) }
        let shares = turns.shares(of: [lane("busy"), lane("fresh")], limit: 10)
        #expect(shares.allSatisfy { (4...6).contains($0.count) })
        #expect(turns.shares(of: [], limit: 10).isEmpty)
    }
}
