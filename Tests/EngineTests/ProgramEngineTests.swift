import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// The engine on the shipped program, with a store of its own for each test.
@Suite struct ProgramEngineTests {
    private static let checkIn = JobID("nightly-check-in")

    private func evening(_ program: InventedProgram) async throws {
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-19T20:00:05Z")
    }

    @Test func `each person is asked at 20:00 on their own clock, once`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        // 20:00 in Cairo and in Warsaw is an hour ago and more: too late to make up for.
        let report = try await program.engine.tick()
        #expect(report.started.filter { $0.job == Self.checkIn }.map(\.zone) == ["Europe/Lisbon"])
        _ = try await program.engine.runDue()
        let messages = try await program.store.messages(limit: 100)
        let members = Set(messages.map(\.member.rawValue))
        #expect(members.isSuperset(of: ["ana", "joana", "rui", "nuno"]))
        #expect(members.isDisjoint(with: ["quim", "maria", "karim", "yara"]))
        #expect(messages.count == members.count)
        let held = try #require(messages.first { $0.member.rawValue == "nuno" })
        #expect(held.state == .deferred && held.dueAt.iso8601 == "2026-11-20T08:00:00Z")
    }

    @Test func `a time becomes one run, whoever ticks and however often`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        let other = try await InventedProgram.engine(in: program.folder, clock: program.clock, owner: "other")
        async let first = program.engine.tick()
        async let second = other.tick()
        let started = try await [first, second].flatMap(\.started)
        #expect(started.count { $0.job == Self.checkIn } == 1)
        #expect(Set(started.map { "\($0.job) \($0.zone)" }).count == started.count)
        #expect(try await program.engine.tick().started.isEmpty)
    }

    @Test func `a changed schedule fires nothing of the past`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        let text = try #require(program.engine.catalog.job(JobID("nightly-check-in"))?.source)
        try program.folder.write(text.replacing("0 20 * * *", with: "30 19 * * *"), to: "Jobs/nightly-check-in.yaml")
        let edited = try await InventedProgram.engine(in: program.folder, clock: program.clock)
        #expect(!(try await edited.tick().started).contains { $0.job == Self.checkIn })
    }

    @Test func `who is left out is told with the first reason`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        _ = try await program.engine.tick()
        // Other jobs are due with it, and may end before it.
        let run = try #require(try await program.engine.runDue().first { $0.job == Self.checkIn })
        let left = try await program.store.leftOut(ofRun: run.id)
        let reasons = Dictionary(left.map { ($0.member.rawValue, $0.gate) }) { first, _ in first }
        #expect(reasons == ["quim": "channel"])
    }

    @Test func `a plan commits nothing, and says what the run then does`() async throws {
        let program = try await InventedProgram()
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let plan = try await program.engine.plan(job)
        #expect(try await program.store.messages(limit: 10).isEmpty)
        #expect(Set(plan.leftOut.map(\.member.rawValue)) == ["olga", "quim", "pedro", "tiago"])
        try await evening(program)
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let sent = Set(try await program.store.messages(limit: 100).map(\.member))
        #expect(sent.isSubset(of: Set(plan.messages.map(\.member))))
    }

    @Test func `the next times of a date trigger are those on which somebody's day falls`() async throws {
        let program = try await InventedProgram(edit: JoinDates.edit)
        let job = try #require(program.engine.catalog.job(JobID("goal-review")))
        let joined = try await program.store.joinDates()
        let fires = try await program.engine.upcoming(job, count: 5, after: program.clock.now())
        #expect(!fires.isEmpty)
        for fire in fires {
            let day = try program.engine.zones.rules(named: fire.zone).civil(at: fire.instant).date
            #expect(![.saturday, .sunday].contains(day.weekday))
            // A day that fell on the weekend has moved to Monday.
            let ages = joined.flatMap { joined in (0...2).map { day.daysSince1970 - $0 - joined.daysSince1970 } }
            #expect(ages.contains { $0 > 0 && $0 % 30 == 0 })
        }
    }

    @Test func `why asks the gates in order, up to the first no`() async throws {
        let program = try await InventedProgram()
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let pedro = try #require(try await program.store.person(MemberID("pedro")))
        let report = try await program.engine.why(job, member: pedro, day: nil)
        #expect(report.refusal?.gate == "stopped")
        #expect(report.lines.map(\.gate) == Gate.all.map(\.name))
        #expect(report.lines.last?.verdict == nil)
    }

    @Test func `somebody who stops between the plan and the sending is not written to`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let claims = try await program.store.claimMessages(
            limit: 100, now: program.clock.now(), lease: Lease(owner: "x", until: program.clock.now() + .minutes(1)))
        try await program.store.setPaused(
            MemberID("ana"), until: program.clock.now() + .days(1), at: program.clock.now())
        let people = try await program.store.people(claims.map(\.message.member))
        let fresh = claims.map {
            ClaimedMessage(message: $0.message, member: people[$0.message.member], epoch: $0.epoch, isAmbiguous: false)
        }
        let verdicts = try await program.engine.decideSending(fresh)
        for (claim, verdict) in zip(fresh, verdicts) where claim.message.member == MemberID("ana") {
            #expect(verdict == .cancel(reason: "does not hold: not paused"))
        }
        #expect(verdicts.contains { if case .send = $0 { true } else { false } })
    }

    @Test func `a job that cannot be read here holds its messages, and a store that fails says nothing of them`()
        async throws
    {
        let program = try await InventedProgram()
        try await evening(program)
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let claims = try await program.store.claimMessages(
            limit: 100, now: program.clock.now(), lease: Lease(owner: "x", until: program.clock.now() + .minutes(1))
        ).filter { $0.message.job == Self.checkIn.rawValue }
        // The file has changed since, and this node cannot read the text that the runs began with.
        struct Unreadable: Error, CustomStringConvertible { let description = "there is no plugin 'check-in.sing'" }
        let other = try await InventedProgram(edit: { path, text in
            path == "Jobs/nightly-check-in.yaml" ? text + "# edited\n" : text
        })
        let reader = ProgramEngine(
            store: program.store, registry: other.engine.registry, catalog: other.engine.catalog,
            zones: program.engine.zones, clock: program.clock, elapsed: TestMonotonicClock(), owner: "old",
            readJob: { _, _, _ in throw Unreadable() })
        let verdicts = try await reader.decideSending(claims)
        let until = program.clock.now() + .minutes(1)
        #expect(
            !verdicts.isEmpty
                && verdicts.allSatisfy {
                    $0
                        == .hold(
                            until: until, reason: "its job cannot be read here: there is no plugin 'check-in.sing'")
                })
        let failing = ProgramEngine(
            store: program.store, registry: other.engine.registry, catalog: other.engine.catalog,
            zones: program.engine.zones, clock: program.clock, elapsed: TestMonotonicClock(), owner: "old",
            readJob: { _, _, _ in throw StoreError.busy(path: "milieu.db") })
        await #expect(throws: StoreError.self) { try await failing.decideSending(claims) }
    }

    @Test func `a message's thread and what it replaces are those of its file`() async throws {
        let program = try await InventedProgram(edit: { path, text in
            path == "Config/messages/check-in.evening.yaml"
                ? text.replacing(
                    "thread: check-in", with: "thread: check-in\nreplaces: evening-{{member.preferred_name}}"
                ).replacing("preferred_name: { example", with: "preferred_name: { required: true, example")
                : text
        })
        try await evening(program)
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let messages = try await program.store.messages(limit: 100).filter { $0.job == Self.checkIn.rawValue }
        #expect(!messages.isEmpty && messages.allSatisfy { $0.thread == "check-in" })
        #expect(messages.first { $0.member == MemberID("ana") }?.replaces == "evening-Ana")
    }

    @Test func `a worker that comes back late changes nothing`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        _ = try await program.engine.tick()
        let now = program.clock.now()
        let first = try #require(
            try await program.store.claimRun(now: now, lease: Lease(owner: "a", until: now + .seconds(30))))
        program.clock.advance(by: .seconds(31))
        let later = program.clock.now()
        let second = try #require(
            try await program.store.claimRun(now: later, lease: Lease(owner: "b", until: later + .seconds(30))))
        #expect(second.id == first.id && second.epoch == first.epoch + 1)
        let progress = RunProgress(state: .succeeded, stepIndex: 1, dueAt: later, now: later, leaseUntil: later)
        await #expect(throws: StaleClaim(id: first.id)) {
            try await program.store.commit(
                StepCommit(run: first.id, epoch: first.epoch, step: "ask", progress: progress))
        }
    }

    @Test func `a pair is proposed, decided, and asked about, across restarts`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["max_pairs": "3", "newcomer": "ana"])
        _ = try await program.engine.runDue()
        let pair = try #require(try await program.store.pairings(in: [.proposed]).first)
        #expect(pair.newcomer == MemberID("ana") && pair.mentor != MemberID("rui"))

        let restarted = try await InventedProgram.engine(in: program.folder, clock: program.clock, owner: "next")
        let decided = try await restarted.decide(pair.id, .approve, by: MemberID("maria"))
        #expect(decided?.isFirst == true)
        #expect(try await restarted.decide(pair.id, .decline, by: MemberID("samir"))?.isFirst == false)
        _ = try await restarted.runDue()
        for (person, state) in [("ana", PairingState.askingMentor), (pair.mentor.rawValue, .accepted)] {
            let message = try #require(
                try await restarted.store.messages(limit: 50).first { $0.member.rawValue == person })
            let ask = try #require(message.ask)
            #expect(try await restarted.page(forAsk: ask)?.invitation != nil)
            #expect(
                try await restarted.take(AskReply(choice: .answer), toAsk: ask) == .kept(ReplyReceipt(isLate: false)))
            _ = try await restarted.runDue()
            #expect(try await restarted.store.pairings([pair.id]).first?.state == state)
        }
        #expect(try await restarted.store.runs(limit: 1).first?.state == .succeeded)
    }

    @Test func `a no ends the matter and nothing else`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": "ana"])
        _ = try await program.engine.runDue()
        let pair = try #require(try await program.store.pairings(in: [.proposed]).first)
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        _ = try await program.engine.runDue()
        let before = try await program.store.person(MemberID("ana"))
        let ask = try #require(try await program.store.messages(limit: 5).first?.ask)
        #expect(
            try await program.engine.take(AskReply(choice: .decline), toAsk: ask) == .kept(ReplyReceipt(isLate: false)))
        _ = try await program.engine.runDue()
        #expect(try await program.store.pairings([pair.id]).first?.state == .declinedByEither)
        #expect(try await program.store.person(MemberID("ana")) == before)
    }

    @Test func `an answer is kept, may be changed, and is welcome when it is late`() async throws {
        let program = try await InventedProgram()
        try await evening(program)
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let message = try #require(try await program.store.messages(limit: 50).first { $0.member.rawValue == "ana" })
        let ask = try #require(message.ask)
        let reply = AskReply(choice: .answer, answers: ["connection": "7", "contact": "yes", "low": ""])
        #expect(try await program.engine.take(reply, toAsk: ask) == .kept(ReplyReceipt(isLate: false)))
        #expect(try await program.store.answers(toAsk: ask).map(\.question) == ["connection", "contact"])
        let wrong = try await program.engine.take(AskReply(choice: .answer, answers: ["connection": "99"]), toAsk: ask)
        #expect(
            wrong == .unreadable([UnreadableAnswer(question: "connection", expected: "a whole number from 0 to 10")]))
        #expect(try await program.store.answers(toAsk: ask).count == 2)
        let other = try #require(try await program.store.messages(limit: 50).first { $0.member.rawValue == "rui" }?.ask)
        program.clock.move(to: "2026-11-20T13:00:00Z")
        #expect(
            try await program.engine.take(AskReply(choice: .skip), toAsk: other) == .kept(ReplyReceipt(isLate: true)))
    }
}
