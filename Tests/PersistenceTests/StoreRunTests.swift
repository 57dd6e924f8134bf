import Community
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What holds for runs on every driver: ticks, claims, commits, answers, decisions and events.
@Suite(.timeLimit(.minutes(5))) struct StoreRunTests {
    private let now = TestedStore.now
    private var lease: Lease { Lease(owner: "one", until: now + .seconds(30)) }

    private func run(_ id: String, nominal: Instant? = nil, cause: RunCause = .schedule, group: String = "")
        -> RunRecord
    {
        RunRecord(
            id: id, job: JobID("nightly"), jobRevision: "1", cause: cause, trigger: "t", nominal: nominal ?? now,
            zone: "", state: .ready, dueAt: now, inputs: ["note": "ü"], group: group, createdAt: now)
    }

    private func going(_ state: RunState, end: RunProgress.StepEnd? = nil) -> RunProgress {
        RunProgress(
            state: state, stepIndex: 1, dueAt: now + .hours(1), stepEnd: end, now: now, leaseUntil: now + .seconds(30))
    }

    @Test(arguments: TestedDriver.allCases)
    func `of two that tick at once one adds the run`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let (first, second) = (try await place.open(), try await place.open())
        try await first.watch(
            ScheduleRecord(
                job: JobID("nightly"), trigger: "t", zone: "", definition: "0 2 * * *", watermark: now, revision: 0))
        for tick in 1...20 {
            let schedule = try #require(try await first.schedules().first)
            #expect(schedule.revision == tick - 1)
            let nominal = now + .seconds(tick)
            async let one = first.commitTick(schedule, watermark: nominal, runs: [run("a\(tick)", nominal: nominal)])
            async let two = second.commitTick(schedule, watermark: nominal, runs: [run("b\(tick)", nominal: nominal)])
            let added = try await [one, two]
            #expect(added.compactMap(\.self?.count) == [1])
        }
        #expect(try await second.runs(limit: 100).count == 20)
    }

    @Test(arguments: TestedDriver.allCases)
    func `many claim many runs, each once, and the first of a group goes first`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let store = try await place.open()
        for number in 0..<40 {
            try await store.addRun(run("r\(number)", nominal: now + .seconds(number), cause: .manual))
        }
        try await store.addRun(run("g2", nominal: now + .seconds(2), cause: .manual, group: "g"))
        try await store.addRun(run("g1", nominal: now + .seconds(1), cause: .manual, group: "g"))
        #expect(try await store.nextRunDue() == now)
        #expect(try await store.unfinishedRuns(inGroup: "g") == UnfinishedRuns(running: 0, queued: 2))
        let claimed = try await withThrowingTaskGroup(of: [String].self) { group in
            for worker in 0..<4 {
                group.addTask {
                    let lease = Lease(owner: "w\(worker)", until: now + .seconds(30))
                    var mine: [String] = []
                    while let run = try await store.claimRun(now: now, lease: lease) { mine.append(run.id) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        // One that is just being claimed by another is passed over, so that a worker may stop a little early.
        #expect(Set(claimed) == Set((0..<40).map { "r\($0)" } + ["g1"]))
        #expect(claimed.count == 41)
        #expect(try await store.unfinishedRuns(inGroup: "g") == UnfinishedRuns(running: 1, queued: 1))
        #expect(try await store.run("r1")?.inputs == ["note": "ü"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a commit under an old claim keeps nothing`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addRun(run("r"))
        let old = try #require(try await store.claimRun(now: now, lease: lease))
        #expect(try await store.claimRun(now: now, lease: lease) == nil)
        let later = now + .minutes(1)
        let new = try #require(
            try await store.claimRun(now: later, lease: Lease(owner: "two", until: later + .seconds(30))))
        #expect(new.epoch == old.epoch + 1)
        var commit = StepCommit(run: "r", epoch: old.epoch, step: "ask", progress: going(.running))
        commit.leftOut = [LeftOut(member: MemberID("ana"), gate: "consent", reason: "has not agreed")]
        await #expect(throws: StaleClaim(id: "r")) { try await store.commit(commit) }
        #expect(try await store.leftOut(ofRun: "r").isEmpty)
        #expect(try await store.leaseOwners() == ["two"])
        try await store.endLeases(of: ["two"], at: now)
        #expect(try await store.claimRun(now: now, lease: lease)?.epoch == new.epoch + 1)
    }

    @Test(arguments: TestedDriver.allCases)
    func `a plan is kept once, however often it is committed`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addRun(run("r"))
        let claim = try #require(try await store.claimRun(now: now, lease: lease))
        var commit = StepCommit(run: "r", epoch: claim.epoch, step: "ask", progress: going(.running))
        commit.asks = (0..<70).map { number in
            Ask(
                id: "ask\(number)", kind: .checkIn, member: MemberID("m\(number)"), subject: nil,
                questionnaire: QuestionnaireID("weekly"), askedAt: now, expiresAt: now + .days(1))
        }
        commit.messages = (0..<70).map { .sample($0, at: now) }
        commit.leftOut = [LeftOut(member: MemberID("ana"), gate: "consent", reason: "has not agreed")]
        commit.events = [("check-in.answered", MemberID("m1"))]
        commit.outputs = ["asked": ["m1", "m2"]]
        try await store.commit(commit)
        try await store.commit(commit)
        commit.outputs = [:]
        commit.progress = going(.waiting)
        try await store.commit(commit)
        #expect(try await store.countAsks(ofRun: "r") == [.open: 70])
        #expect(try await store.countMessages(ofRun: "r") == [.queued: 70])
        #expect(try await store.leftOut(ofRun: "r", member: MemberID("ana")) == commit.leftOut)
        let steps = try await store.steps(ofRun: "r")
        #expect(steps.map(\.state) == ["waiting"])
        #expect(steps.first?.outputs == ["asked": ["m1", "m2"]])
        #expect(try await store.messages(ofRun: "r", to: MemberID("m3")).map(\.id) == ["message3"])
        #expect(try await store.message(forAsk: "ask3")?.id == "message3")
        #expect(
            try await store.messageCounts(
                from: MemberID("m3"), to: MemberID("m3"), day: now - .days(1), week: now - .days(7))
                == [MemberID("m3"): MessageCount(day: 1, week: 1)])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a reply keeps answers and goals, and may be changed`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addRun(run("r"))
        let claim = try #require(try await store.claimRun(now: now, lease: lease))
        let ana = MemberID("ana")
        try await store.addGoal(Goal(id: GoalID("g"), member: ana, ownWords: "walk, \"slowly\"", setAt: now))
        var commit = StepCommit(run: "r", epoch: claim.epoch, step: "ask", progress: going(.waiting))
        commit.asks = [
            Ask(
                id: "ask", kind: .checkIn, member: ana, subject: nil, questionnaire: nil, askedAt: now,
                expiresAt: now + .days(1))
        ]
        try await store.commit(commit)
        var reply = ReplyRecord()
        reply.answers = [AnswerRecord(question: "contact", value: "yes", visibility: .me)]
        reply.goalSteps = [(GoalID("g"), "once around the block")]
        #expect(try await store.keepReply(reply, toAsk: "ask", .answer, at: now) == .answered)
        reply.answers = [AnswerRecord(question: "contact", value: "no", visibility: .me)]
        #expect(try await store.keepReply(reply, toAsk: "ask", .answer, at: now) == .answered)
        #expect(try await store.answers(toAsk: "ask") == reply.answers)
        #expect(try await store.goals(of: ana, in: [.active]).map(\.stepsTaken) == [["once around the block"]])
        #expect(try await store.standings(of: [ana], names: ["goals.active"], at: now)[ana]?.activeGoals == 1)
        await #expect(throws: InvalidTransition.self) {
            try await store.keepReply(reply, toAsk: "nothing", .answer, at: now)
        }
    }

    @Test(arguments: TestedDriver.allCases)
    func `who decides first has decided, and the waiting run wakes`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let (store, other) = (try await place.open(), try await place.open())
        try await store.addPairable("n", "m")
        try await store.addRun(run("r"))
        var claim = try #require(try await store.claimRun(now: now, lease: lease))
        let pair = PairingID("p")
        var commit = StepCommit(run: "r", epoch: claim.epoch, step: "propose", progress: going(.waiting))
        commit.proposals = [
            PairingProposal(id: pair, newcomer: MemberID("n"), mentor: MemberID("m"), reasons: ["both", "garden"])
        ]
        commit.requests = [DecisionRequest(pairing: pair, until: now + .days(2), onExpire: .keep)]
        commit.outputs = ["pairs": ["p"]]
        try await store.commit(commit)
        #expect(try await store.claimRun(now: now, lease: lease) == nil)
        async let one = store.decide(pair, .approve, by: "kim", at: now)
        async let two = other.decide(pair, .decline, by: "lee", at: now)
        let decisions = try await [one, two].compactMap(\.self)
        #expect(decisions.filter(\.isFirst).count == 1)
        #expect(decisions[0].pairing == decisions[1].pairing)
        // The decision made it due.
        claim = try #require(try await store.claimRun(now: now, lease: lease))
        #expect(claim.id == "r")
        #expect(try await store.decisionRequests(run: "r", step: "propose") == [pair: now + .days(2)])
        #expect(try await store.pairings([pair, PairingID("none")]).first?.reasons == ["both", "garden"])
    }

    @Test(arguments: TestedDriver.allCases)
    func `a decision that nobody waits for starts what follows`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addPairable("n", "m")
        try await store.addRun(run("r"))
        let claim = try #require(try await store.claimRun(now: now, lease: lease))
        let pair = PairingID("p")
        var commit = StepCommit(run: "r", epoch: claim.epoch, step: "propose", progress: going(.succeeded, end: .done))
        commit.proposals = [PairingProposal(id: pair, newcomer: MemberID("n"), mentor: MemberID("m"), reasons: [])]
        commit.requests = [DecisionRequest(pairing: pair, until: now, onExpire: .keep)]
        try await store.commit(commit)
        let next = FollowUp(
            run: run("f", nominal: now + .hours(1), cause: .manual), origin: "r", step: "propose",
            outputs: ["pairs": ["p"]])
        let decided = try await store.decide(pair, .approve, by: "kim", followUp: next, at: now)
        #expect(decided?.isFirst == true)
        #expect(try await store.steps(ofRun: "f").map(\.outputs) == [["pairs": ["p"]]])
        #expect(try await store.decisionOrigin(of: pair)?.run.id == "r")
        #expect(try await store.takenPlaces() == [MemberID("m"): 1])
        #expect(try await store.decide(PairingID("none"), .approve, by: "kim", at: now) == nil)
    }

    @Test(arguments: TestedDriver.allCases)
    func `an answer that came while it was planned makes a plan stale`(driver: TestedDriver) async throws {
        let store = try await TestedStore(driver).open()
        try await store.addPairable("n", "m")
        try await store.addRun(run("r"))
        let claim = try #require(try await store.claimRun(now: now, lease: lease))
        var commit = StepCommit(run: "r", epoch: claim.epoch, step: "propose", progress: going(.running))
        commit.proposals = [
            PairingProposal(id: PairingID("p"), newcomer: MemberID("n"), mentor: MemberID("m"), reasons: [])
        ]
        commit.requests = [DecisionRequest(pairing: PairingID("p"), until: now, onExpire: .keep)]
        try await store.commit(commit)
        _ = try await store.decide(PairingID("p"), .approve, by: "kim", at: now)
        commit.heedsAnswers = true
        await #expect(throws: AnsweredMeanwhile.self) { try await store.commit(commit) }
        try await store.settle("r", epoch: claim.epoch)
        try await store.commit(commit)
    }

    @Test(arguments: TestedDriver.allCases)
    func `of two that take the same events one starts the run`(driver: TestedDriver) async throws {
        let place = try await TestedStore(driver)
        let (first, second) = (try await place.open(), try await place.open())
        let today = CivilDate(daysSince1970: Int(now.seconds / 86_400))
        let people = ["a", "b", "c"].map { Member(id: MemberID($0), joinedOn: today) }
        _ = try await first.importRoster(people, doNotPair: [], at: now)
        #expect(try await second.eventNamesWaiting() == ["member.joined"])
        async let one = first.takeEvents(named: "member.joined", runs: [run("a", cause: .event)], at: now)
        async let two = second.takeEvents(
            named: "member.joined", runs: [run("b", nominal: now + .hours(1), cause: .event)], at: now)
        let started = try await one + two
        #expect(started.count == 1)
        #expect(try await first.audience(ofRun: started[0].id, among: people.map(\.id)).count == 3)
        #expect(try await second.eventNamesWaiting().isEmpty)
    }
}
