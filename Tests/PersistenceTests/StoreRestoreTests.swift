import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What is set aside in a store that was brought back from a backup.
@Suite(.timeLimit(.minutes(5))) struct StoreRestoreTests {
    private let now = TestedStore.now
    private var lease: Lease { Lease(owner: "one", until: now + .days(1)) }

    private func run(_ id: String, dueAt: Instant) -> RunRecord {
        RunRecord(
            id: id, job: JobID("nightly"), jobRevision: "1", cause: .manual, trigger: "t", nominal: now, zone: "",
            state: .ready, dueAt: dueAt, group: "", createdAt: now)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what was due may have been done since, and is not done again`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        let later = now + .hours(5)
        for (number, due) in [(1, now), (2, now), (3, now), (4, later + .hours(1))] {
            try await store.addMessage(.sample(number, at: due))
        }
        let claimed = try await store.claimMessages(limit: 1, now: now, lease: lease)
        try await place.database().write { connection in
            try connection.execute(
                "UPDATE message SET expires_at = $1 WHERE id = 'message3'", [.integer(now.milliseconds)])
        }
        for (id, due) in [("due", now), ("running", now), ("later", later + .hours(1))] {
            try await store.addRun(run(id, dueAt: due))
        }
        let held = try #require(try await store.claimRuns(limit: 1, now: now, lease: lease, only: "running").first)
        try await store.watch(
            ScheduleRecord(
                job: JobID("nightly"), trigger: "t", zone: "", definition: "0 2 * * *", watermark: now, revision: 0))
        try await store.keepNode(
            NodeRecord(owner: "a", version: "1", files: "f", jobs: [:], isServing: true, startedAt: now, seenAt: now))

        let report = try await store.setAsideRestored(at: later)
        #expect(report.schedules == 1 && report.held == 2 && report.expired == 1 && report.runs == ["due", "running"])
        #expect(try await store.countMessages() == [.held: 2, .expired: 1, .queued: 1])
        #expect(try await store.claimMessages(limit: 9, now: later, lease: lease).isEmpty)
        #expect(try await store.claimRuns(limit: 9, now: later, lease: lease).isEmpty)
        #expect(try await store.schedules().map(\.watermark) == [later])
        #expect(try await store.nodes().isEmpty)
        let message = try #require(try await store.message("message2"))
        #expect(message.reason?.contains("restored from a backup on \(later.iso8601)") == true)
        #expect(try await store.attempts(of: "message2").map(\.event) == ["restore"])
        // Whoever had something at the time of the backup has it no more.
        await #expect(throws: StaleClaim.self) {
            try await store.commit(
                StepCommit(
                    run: "running", epoch: held.epoch, step: "s",
                    progress: RunProgress(state: .succeeded, stepIndex: 1, dueAt: now, now: now, leaseUntil: now)))
        }
        let late = claimed.map {
            DeliveryRecord(id: $0.message.id, epoch: $0.epoch, event: .delivered, reason: nil, at: later)
        }
        #expect(try await store.record(late) == 1)
        // A second time there is nothing more to set aside.
        let again = try await store.setAsideRestored(at: later)
        #expect(again.held == 0 && again.expired == 0 && again.runs.isEmpty && again.schedules == 0)

        // A person decides.
        #expect(try await store.replay(["message1"], at: later) == ["message1"])
        #expect(
            try await store.cancelMessages(["message1", "message2", "message3"], because: "sent", at: later).count == 2)
        #expect(try await store.countMessages() == [.cancelled: 2, .expired: 1, .queued: 1])
        #expect(try await store.replayRun("due", at: later)?.isReady == true)
    }
}
