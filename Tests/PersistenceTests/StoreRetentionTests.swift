import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What is pruned on every driver, and what stays because something needs it.
@Suite(.timeLimit(.minutes(5))) struct StoreRetentionTests {
    private let now = TestedStore.now
    private var cutoff: Instant { now + .days(30) }
    private var later: Instant { now + .days(60) }

    private func run(_ id: String, _ state: RunState = .succeeded, nominal: Instant? = nil, at created: Instant? = nil)
        -> RunRecord
    {
        RunRecord(
            id: id, job: JobID("nightly"), jobRevision: "1", cause: .manual, trigger: "t", nominal: nominal ?? now,
            zone: "", state: state, dueAt: now, group: "", createdAt: created ?? now,
            finishedAt: state.isFinal ? created ?? now : nil)
    }

    private func prune(
        _ kind: PruneClass, _ store: Store, before cutoff: Instant? = nil, limit: Int = 1_000,
        under term: HousekeepingTerm? = nil
    ) async throws -> (removed: Int, batches: Int) {
        var (removed, batches) = (0, 0)
        var next: PruneCursor? = PruneCursor()
        while let cursor = next {
            let batch = try await store.prune(
                kind, before: cutoff ?? self.cutoff, from: cursor, limit: limit, under: term, at: later)
            removed += batch.removed
            batches += 1
            next = batch.next
        }
        return (removed, batches)
    }

    private func rows(_ place: TestedStore, _ table: String) async throws -> Int {
        try await place.database().read { connection in
            try connection.rows("SELECT COUNT(*) FROM \(table)", []) { Int($0.integer(0)) }.first ?? -1
        }
    }

    /// A run at work with `people` asks, left-out people, messages and events, which then ends.
    private func runWithPeople(_ store: Store, _ id: String, people: Int, expiresAt: Instant, isOver: Bool) async throws
    {
        try await store.addRun(run(id, .ready, nominal: now + .seconds(id.utf8.count)))
        let claim = try await store.claimRun(
            now: now, lease: Lease(owner: "one", until: now + .seconds(30)), only: id)
        var commit = StepCommit(
            run: id, epoch: claim?.epoch ?? 0, step: "ask",
            progress: RunProgress(
                state: isOver ? .succeeded : .waiting, stepIndex: 1, dueAt: now, stepEnd: .done, now: now,
                leaseUntil: now + .seconds(30)))
        commit.asks = (0..<people).map { number in
            Ask(
                id: "\(id)-ask\(number)", kind: .checkIn, member: MemberID("m\(number)"), subject: nil,
                questionnaire: QuestionnaireID("weekly"), askedAt: now, expiresAt: expiresAt)
        }
        commit.leftOut = (0..<people).map { LeftOut(member: MemberID("l\($0)"), gate: "consent", reason: "no") }
        commit.events = (0..<people).map { (name: "x.happened", member: MemberID("m\($0)")) }
        try await store.commit(commit)
    }

    private func answer(_ ask: String, _ store: Store) async throws {
        var reply = ReplyRecord()
        reply.answers = [AnswerRecord(question: "mood", value: "good", visibility: .me)]
        _ = try await store.keepReply(reply, toAsk: ask, .answer, at: now)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an ended run goes with all that is its, in small batches, and a young one stays`(driver: TestedDriver)
        async throws
    {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        try await runWithPeople(store, "old", people: 25, expiresAt: now + .days(1), isOver: true)
        for number in 0..<30 {
            try await store.addRun(run("skip\(number)", .skipped, nominal: now - .days(Int64(number))))
        }
        try await store.addRun(run("young", at: cutoff))
        #expect(try await store.countPrunable(.runs, before: cutoff) == 31)
        let pruned = try await prune(.runs, store, limit: 10)
        // 25 asks, 25 left out, 1 step and 31 runs, never more than a few over ten at a time.
        #expect(pruned.removed == 82)
        #expect(pruned.batches >= 8)
        #expect(try await store.runs(limit: 100).map(\.id) == ["young"])
        for table in ["ask", "left_out", "step"] { #expect(try await rows(place, table) == 0, "\(table)") }
        #expect(try await prune(.runs, store).removed == 0)
    }

    @Test(arguments: TestedDriver.allCases)
    func `what is needed stays, however old it is`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        try await runWithPeople(store, "w", people: 2, expiresAt: now + .days(1), isOver: false)
        try await runWithPeople(store, "open", people: 2, expiresAt: later + .days(1), isOver: true)
        try await answer("w-ask0", store)
        try await answer("open-ask0", store)
        try await store.addPairable("ana", "rui")
        try await store.addRun(run("paired", .ready, nominal: now + .days(9)))
        let claim = try #require(
            try await store.claimRun(now: now, lease: Lease(owner: "one", until: now + .seconds(30)), only: "paired"))
        var commit = StepCommit(
            run: "paired", epoch: claim.epoch, step: "propose",
            progress: RunProgress(state: .succeeded, stepIndex: 1, dueAt: now, now: now, leaseUntil: now))
        commit.proposals = [
            PairingProposal(
                id: PairingID("p"), newcomer: MemberID("ana"), mentor: MemberID("rui"), reasons: ["a shared language"])
        ]
        commit.requests = [DecisionRequest(pairing: PairingID("p"), until: later, onExpire: .withdraw)]
        commit.messages = [.sample(1, at: now)]
        try await store.commit(commit)
        // Of the run that ended, whoever was left out, and its events beside those of the two replies.
        let going: [PruneClass: Int] = [.leftOut: 2, .events: 4]
        for kind in PruneClass.allCases {
            #expect(try await store.countPrunable(kind, before: cutoff) == going[kind] ?? 0, "\(kind)")
            #expect(try await prune(kind, store).removed == going[kind] ?? 0, "\(kind)")
        }
        #expect(Set(try await store.runs(limit: 100).map(\.id)) == ["w", "open", "paired"])
        #expect(try await rows(place, "answer") == 2)
        #expect(try await rows(place, "ask") == 4)
        #expect(try await rows(place, "message") == 1)
        // The waiting run's own.
        #expect(try await rows(place, "left_out") == 2)
        #expect(try await rows(place, "event") == 2)
        // Decided and over, the pair needs its run no more.
        _ = try await store.decide(PairingID("p"), .decline, by: "carla", at: now)
        _ = try await store.claimMessages(limit: 9, now: now, lease: Lease(owner: "one", until: later))
        _ = try await store.record([
            DeliveryRecord(id: "message1", epoch: 1, event: .delivered, reason: nil, at: now)
        ])
        _ = try await prune(.runs, store)
        #expect(Set(try await store.runs(limit: 100).map(\.id)) == ["w", "open"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `of an answer it stays known that it was given, as long as the run`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        try await runWithPeople(store, "r", people: 3, expiresAt: now + .days(1), isOver: true)
        try await answer("r-ask1", store)
        // Kept answers keep their ask when the run goes first.
        #expect(try await prune(.runs, store).removed == 2 + 3 + 1 + 1)
        #expect(try await store.answers(toAsk: "r-ask1").count == 1)
        #expect(try await prune(.answers, store).removed == 1)
        #expect(try await rows(place, "ask") == 0)
        try await runWithPeople(store, "rr", people: 3, expiresAt: now + .days(1), isOver: true)
        try await answer("rr-ask1", store)
        #expect(try await prune(.answers, store).removed == 1)
        let ask = try #require(try await store.ask("rr-ask1"))
        #expect(ask.state == .answered && ask.answeredAt == now)
        #expect(try await store.answers(toAsk: "rr-ask1").isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a message loses its text first, and is no more sent then`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        for number in 0..<25 { try await store.addMessage(.sample(number, at: now)) }
        let claimed = try await store.claimMessages(limit: 24, now: now, lease: Lease(owner: "one", until: later))
        let to = ContactPoint(channel: "email", address: "ana@example.org")
        _ = try await store.keepPayloads(
            claimed.map { FreshPayload(id: $0.message.id, epoch: $0.epoch, to: to, bytes: [1]) })
        let refused = claimed.map {
            DeliveryRecord(id: $0.message.id, epoch: $0.epoch, event: .refused, reason: "gone", at: now)
        }
        _ = try await store.record(refused)
        #expect(try await store.countPrunable(.bodies, before: cutoff) == 24)
        #expect(try await prune(.bodies, store, limit: 10).removed == 24)
        let message = try #require(try await store.message(claimed[0].message.id))
        #expect(message.payload == nil && message.values.isEmpty && message.state == .dead)
        #expect(try await store.replay([message.id], at: now).isEmpty)
        #expect(try await prune(.bodies, store).removed == 0)
        #expect(try await prune(.attempts, store, limit: 10).removed == 24)
        #expect(try await prune(.messages, store, limit: 10).removed == 24)
        #expect(try await store.countMessages() == [.queued: 1])
    }

    @Test(arguments: TestedDriver.allCases)
    func `the words behind a link that may be sent again stay, and none is sent without them`(driver: TestedDriver)
        async throws
    {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        for (number, expiresAt) in [(1, now + .days(1)), (2, later), (3, later)] {
            let id = String(repeating: "r", count: number)
            try await runWithPeople(store, id, people: 1, expiresAt: expiresAt, isOver: true)
            try await place.database().write { connection in
                try connection.execute(
                    """
                    INSERT INTO message (id, run_id, job_id, step_id, part, person_id, channel, via, message, field_values,
                        ask_id, class, thread, ignores_quiet_hours, outside_audience, state, due_at, attempts,
                        attempts_elsewhere, tried, expires_at, created_at, finished_at, epoch)
                    VALUES ($1, $2, 'nightly', 'ask', '', 'm0', 'screen', 'screen', 'x', '{}', $3, 'reminder', '', 0, 0,
                        'delivered', 0, 1, 0, '', 0, 0, 0, 1)
                    """, [.text("m\(number)"), .text(id), .text("\(id)-ask0")])
            }
        }
        try await answer("rrr-ask0", store)
        #expect(try await store.countPrunable(.bodies, before: cutoff) == 2)
        #expect(try await prune(.bodies, store).removed == 2)
        #expect(try await store.message(forAsk: "r-ask0") == nil)
        #expect(try await store.message(forAsk: "rr-ask0") != nil)
        #expect(try await store.message(forAsk: "rrr-ask0") == nil)
        #expect(try await store.message("m1")?.values == [:])
    }

    @Test(arguments: TestedDriver.allCases)
    func `texts of jobs that no run needs and pauses that are over go`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        func keep(_ revision: String, at instant: Instant) async throws {
            try await place.database().write { connection in
                try connection.execute(
                    """
                    INSERT INTO job_version (revision, job_id, file, source, used_at)
                    VALUES ($1, 'nightly', 'Jobs/nightly.yaml', 'name: X', $2)
                    """, [.text(revision), .integer(instant.milliseconds)])
            }
        }
        // The one of a run, one of a tick, one that is used still, and one that nobody needs.
        for revision in ["1", "2", "3"] { try await keep(revision, at: now) }
        try await keep("young", at: cutoff)
        try await store.addRun(run("r"))
        let record = ScheduleRecord(
            job: JobID("nightly"), trigger: "t", zone: "", definition: "0 2 * * *", watermark: now, revision: 0)
        try await store.watch(record)
        let tick = RunRecord(
            id: "t", job: record.job, jobRevision: "2", cause: .schedule, trigger: "t", nominal: now, zone: "",
            state: .ready, dueAt: now, group: "", createdAt: now)
        _ = try await store.commitTick(record, watermark: now + .seconds(1), runs: [tick])
        #expect(try await store.countPrunable(.jobTexts, before: cutoff) == 1)
        #expect(try await prune(.jobTexts, store, limit: 1).removed == 1)
        #expect(try await store.jobVersion("3") == nil)
        for revision in ["1", "2", "young"] { #expect(try await store.jobVersion(revision) != nil) }
        for (job, until) in [("over", now + .days(1)), ("later", cutoff), ("endless", nil)] as [(String, Instant?)] {
            try await store.pause(JobID(job), until: until, at: now)
        }
        #expect(try await store.countPrunable(.pauses, before: cutoff) == 1)
        #expect(try await prune(.pauses, store).removed == 1)
        #expect(Set(try await store.pauses().keys.map(\.rawValue)) == ["later", "endless"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `who was left out is forgotten run by run`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        for id in ["a", "bb", "ccc"] {
            try await runWithPeople(store, id, people: 12, expiresAt: now, isOver: id != "bb")
        }
        #expect(try await store.countPrunable(.leftOut, before: cutoff) == 24)
        #expect(try await prune(.leftOut, store, limit: 5).removed == 24)
        #expect(try await store.leftOut(ofRun: "bb").count == 12)
        #expect(try await prune(.events, store, limit: 5).removed == 24)
        #expect(try await rows(place, "event") == 12)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a time whose run was pruned does not come again`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        let record = ScheduleRecord(
            job: JobID("nightly"), trigger: "t", zone: "", definition: "0 2 * * *", watermark: now, revision: 0)
        try await store.watch(record)
        let tick = RunRecord(
            id: "r", job: record.job, jobRevision: "1", cause: .schedule, trigger: "t", nominal: now + .hours(1),
            zone: "", state: .skipped, dueAt: now, group: "", createdAt: now, finishedAt: now)
        #expect(try await store.commitTick(record, watermark: now + .hours(1), runs: [tick])?.count == 1)
        #expect(try await prune(.runs, store).removed == 1)
        // One that slept since before the prune is dropped, and one that wakes now begins after the watermark.
        #expect(try await store.commitTick(record, watermark: now + .hours(1), runs: [tick]) == nil)
        try await store.watch(record)
        try await store.unwatch([record], as: "one", files: "f", at: now)
        #expect(try await store.schedules().map(\.watermark) == [now + .hours(1)])
        #expect(try await store.runs(limit: 5).isEmpty)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a housekeeper whose term was replaced prunes nothing`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addRun(run("old"))
        let term = try #require(try await store.acquireHousekeeping(as: "one", for: .seconds(30), at: now))
        _ = try await store.acquireHousekeeping(as: "two", for: .days(1), at: later)
        await #expect(throws: LostHousekeeping(term: term)) { try await prune(.runs, store, under: term) }
        #expect(try await store.runs(limit: 5).count == 1)
    }

    @Test func `pruning reads along an index`() async throws {
        let place = try await TestedStore(.sqlite)
        let store = try await place.open()
        _ = store
        for (sql, index) in [
            (
                "message AS t WHERE t.finished_at < 1 AND t.finished_at IS NOT NULL AND t.field_values <> '' ORDER BY t.finished_at, t.id",
                "message_with_body"
            ),
            (
                "message AS t WHERE t.finished_at < 1 AND t.finished_at IS NOT NULL ORDER BY t.finished_at, t.id",
                "message_finished"
            ),
            (
                "run AS r WHERE r.created_at < 1 AND r.is_open = 0 AND r.finished_at < 1 ORDER BY r.created_at, r.id",
                "run_ended"
            ),
            ("answer AS t WHERE t.answered_at < 1 ORDER BY t.answered_at, t.ask_id, t.question", "answer_given"),
        ] {
            let plan = try await place.database().read { connection in
                try connection.rows("EXPLAIN QUERY PLAN SELECT 1 FROM \(sql) LIMIT 10", []) { $0.text(3) }.joined()
            }
            #expect(plan.contains(index), "\(plan)")
            #expect(!plan.contains("TEMP B-TREE"), "\(plan)")
        }
    }
}
