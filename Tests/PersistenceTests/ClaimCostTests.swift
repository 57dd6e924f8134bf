import Community
import PluginKit
import Scheduling
import Testing

@testable import Persistence

/// What keeps claims and ends cheap, and what readers see of it.
@Suite(.timeLimit(.minutes(5))) struct ClaimCostTests {
    private let now = TestedStore.now
    private var lease: Lease { Lease(owner: "one", until: now + .seconds(30)) }

    private func runs(_ count: Int, group: String = "") -> [RunRecord] {
        (0..<count).map { number in
            RunRecord(
                id: "r\(1_000 + number)", job: JobID("nightly"), jobRevision: "1", cause: .schedule, trigger: "t",
                nominal: now + .seconds(number), zone: "", state: .ready, dueAt: now, group: group, createdAt: now)
        }
    }

    private func ended(_ run: RunRecord, isFirstWord: Bool = true) -> StepCommit {
        var progress = RunProgress(
            state: .succeeded, stepIndex: 1, dueAt: now, now: now + .seconds(1), leaseUntil: now)
        progress.stepEnd = .done
        var commit = StepCommit(run: run.id, epoch: run.epoch, step: "last", progress: progress)
        commit.isFirstWord = isFirstWord
        return commit
    }

    @Test func `no index of runs names what a claim changes`() async throws {
        let place = try await TestedStore(.sqlite)
        let store = try await place.open()
        _ = store
        let indexes = try await place.database().read { connection in
            try connection.rows("SELECT sql FROM sqlite_master WHERE tbl_name = 'run' AND type = 'index'", []) {
                $0.text(0)
            }
        }.filter { !$0.isEmpty }
        #expect(indexes.count >= 5)
        for column in ["state", "epoch", "woken", "lease_owner", "lease_until", "claimed_at", "started_at"] {
            #expect(
                !indexes.contains { $0.split { !$0.isLetter && $0 != "_" }.contains(Substring(column)) }, "\(column)")
        }
    }

    @Test func `a claim on PostgreSQL writes next to no index`() async throws {
        let place = try await TestedStore(.postgresql)
        let store = try await place.open()
        _ = try await store.addBackfill(runs(200))
        let (taken, changed, kept) = try await place.database().write { [now, lease] connection in
            let taken = try connection.take("due_at <= $1 ORDER BY due_at, id", [.instant(now)], now: now, lease: lease)
            let changes = try ["updated", "hot_updated"].map { kind in
                try connection.row(
                    "SELECT pg_stat_get_xact_tuples_\(kind)(CAST(CAST('run' AS regclass) AS oid))", []
                ) { $0.count(0) } ?? 0
            }
            return (taken.count, changes[0], changes[1])
        }
        #expect(taken == 200 && changed == 200 && kept >= 190, "\(kept)")
    }

    @Test(arguments: TestedDriver.allCases)
    func `a last step with nothing to say has no row, and is shown`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        _ = try await store.addBackfill(runs(70))
        let claimed = try await store.claimRuns(limit: 70, now: now, lease: lease)
        #expect(claimed.map(\.id) == runs(70).map(\.id))
        // Beside others, in one transaction: one with outputs, one whose step has a row already, one that is lost.
        var commits = claimed.map { ended($0) }
        commits[3].outputs = ["pairs": ["p"]]
        commits[4].isFirstWord = false
        commits[5] = StepCommit(run: claimed[5].id, epoch: 7, step: "last", progress: commits[5].progress)
        commits[5].isFirstWord = true
        let refused = await store.commit(commits).enumerated().filter {
            if case .refused = $0.element { true } else { false }
        }
        #expect(refused.map(\.offset) == [5])
        let written = try await place.database().read { connection in
            try connection.rows("SELECT run_id FROM step ORDER BY run_id", []) { $0.text(0) }
        }
        #expect(written == [claimed[3].id, claimed[4].id])
        for number in [0, 3, 4, 69] {
            let step = try #require(try await store.steps(ofRun: claimed[number].id).first)
            #expect(step.step == "last" && step.state == "done" && step.finishedAt == now + .seconds(1))
            #expect(step.outputs == (number == 3 ? ["pairs": ["p"]] : [:]))
            #expect(try await store.run(claimed[number].id)?.state == .succeeded)
        }
        #expect(try await store.steps(ofRun: claimed[5].id).isEmpty)
        #expect(try await store.run(claimed[5].id)?.state == .running)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a run is open and in its group as its state says`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        _ = try await store.addBackfill(runs(2, group: "pairs"))
        func marks(_ id: String) async throws -> String? {
            try await place.database().read { connection in
                try connection.row(
                    "SELECT state, is_open, running_group FROM run WHERE id = $1", [.text(id)]
                ) { "\($0.text(0)) \($0.integer(1)) \($0.optionalText(2) ?? "-")" }
            }
        }
        #expect(try await marks("r1000") == "ready 1 -")
        let first = try #require(try await store.claimRuns(limit: 5, now: now, lease: lease).first)
        #expect(try await marks("r1000") == "running 1 pairs")
        #expect(try await store.reapRuns(now: now + .minutes(1)).map(\.id) == [first.id])
        #expect(try await marks("r1000") == "ready 1 -")
        let later = now + .minutes(2)
        let again = try #require(try await store.claimRuns(limit: 5, now: later, lease: lease).first)
        var failed = ended(again)
        failed.progress.state = .failed
        try await store.commit(failed)
        #expect(try await marks("r1000") == "failed 0 -")
        #expect(try await store.replayRun("r1000", at: now)?.isReady == true)
        #expect(try await marks("r1000") == "ready 1 -")
        _ = try await store.cancelRun("r1000", because: "not needed", at: now)
        #expect(try await marks("r1000") == "cancelled 0 -")
        let second = try #require(try await store.claimRuns(limit: 5, now: now, lease: lease).first)
        try await store.commit(ended(second))
        #expect(try await marks("r1001") == "succeeded 0 -")
    }

    @Test func `statements of many rows have few lengths, and lose no row`() {
        for count in 0..<700 {
            let chunks = StatementChunks.padded(Array(0..<count), lengths: CommitTexts.lengths)
            #expect(Set(chunks.flatMap(\.self)) == Set(0..<count))
            #expect(chunks.allSatisfy { CommitTexts.lengths.contains($0.count) })
            #expect(chunks.count <= count / 256 + 4)
        }
    }
}
