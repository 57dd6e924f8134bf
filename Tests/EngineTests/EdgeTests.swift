import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport
import Testing

/// What happens between the moments that everybody thinks of.
@Suite struct EdgeTests {
    private func proposed(_ program: InventedProgram) async throws -> Pairing {
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        _ = try await program.engine.start(job, inputs: ["newcomer": "ana"])
        _ = try await program.engine.runDue()
        return try #require(try await program.store.pairings(in: [.proposed]).first)
    }

    @Test func `an approval that comes late still leads to the question`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let pair = try await proposed(program)
        program.clock.advance(by: .days(6))
        _ = try await program.engine.runDue()
        #expect(try await program.store.runs(limit: 1).first?.state == .succeeded)
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        _ = try await program.engine.runDue()
        #expect(try await program.store.pairings([pair.id]).first?.state == .askingNewcomer)
        #expect(try await program.store.messages(limit: 5).map(\.member.rawValue) == ["ana"])
    }

    @Test func `a pair that is ended for safety is not asked about, and never proposed again`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z")
        let pair = try await proposed(program)
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        _ = try await program.engine.runDue()
        let ended = try await program.store.end(pair.id, by: "maria", isForSafety: true, at: program.clock.now())
        #expect(ended?.state == .endedForSafety)
        let messages = try await program.store.messages(limit: 9).filter { $0.part == pair.id.rawValue }
        #expect(!messages.isEmpty && messages.allSatisfy { $0.state == .cancelled })
        let ask = try #require(messages.first?.ask)
        #expect(
            try await program.engine.take(AskReply(choice: .answer), toAsk: ask) == .closed(.settled))
        #expect(try await program.store.doNotPair().contains(MemberPair(pair.newcomer, pair.mentor)))
        await #expect(throws: InvalidTransition.self) {
            _ = try await program.store.end(pair.id, by: "maria", isForSafety: false, at: program.clock.now())
        }
        program.clock.advance(by: .days(1))
        _ = try await program.engine.runDue()
        let again = try await proposed(program)
        #expect(again.newcomer == pair.newcomer && again.mentor != pair.mentor)
    }

    @Test func `a question that a cap holds back is asked when it may, and the pair waits`() async throws {
        let program = try await InventedProgram(at: "2026-11-23T09:00:00Z") { path, text in
            path == "Config/milieu.yaml" ? text.replacing("per_day: 2", with: "per_day: 1") : text
        }
        let evening = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        _ = try await program.engine.start(evening, inputs: [:])
        _ = try await program.engine.runDue()
        let pair = try await proposed(program)
        _ = try await program.engine.decide(pair.id, .approve, by: MemberID("maria"))
        _ = try await program.engine.runDue()
        #expect(try await program.store.pairings([pair.id]).first?.state == .approved)
        program.clock.advance(by: .hours(25))
        _ = try await program.engine.runDue()
        #expect(try await program.store.pairings([pair.id]).first?.state == .askingNewcomer)
        program.clock.advance(by: .days(6))
        _ = try await program.engine.runDue()
        #expect(try await program.store.pairings([pair.id]).first?.state == .lapsed)
    }

    @Test func `a job that is switched on again makes up for nothing`() async throws {
        let program = try await InventedProgram()
        _ = try await program.engine.tick()
        func switched(_ on: Bool) async throws -> ProgramEngine {
            let text = try #require(program.engine.catalog.job(JobID("nightly-check-in"))?.source)
            try program.folder.write(on ? text : text + "enabled: false\n", to: "Jobs/nightly-check-in.yaml")
            return try await InventedProgram.engine(in: program.folder, clock: program.clock)
        }
        program.clock.move(to: "2026-11-19T15:00:00Z")
        _ = try await switched(false).tick()
        program.clock.move(to: "2026-11-20T03:00:00Z")
        let report = try await switched(true).tick()
        #expect(report.started.allSatisfy { $0.job != JobID("nightly-check-in") })
    }

    @Test func `two days that fall together reach both people`() async throws {
        let dates = """
            on:
              date:
                - { field: member.joined_on, offset: 7d, at: "10:00" }
                - { field: member.joined_on, offset: 14d, at: "10:00" }
            """
        let program = try await InventedProgram(at: "2026-11-18T12:00:00Z") { path, text in
            // Both are newcomers, who have one message a day.
            if path == "Jobs/welcome.yaml" { return text + "enabled: false\n" }
            guard path == "Jobs/group-reminder.yaml" else { return text }
            return
                "id: group-reminder\nname: Greeting\n\(dates)\nsteps:\n  - uses: reminder.send\n    with: { message: group.today }\n"
        }
        _ = try await program.engine.tick()
        // Edek joined 7 days ago, and Ana 14.
        program.clock.move(to: "2026-11-19T10:00:10Z")
        _ = try await program.engine.tick()
        _ = try await program.engine.runDue()
        let sent = try await program.store.messages(limit: 20).filter { $0.message == MessageID("group.today") }
        let reached = Set(sent.map(\.member.rawValue))
        #expect(reached == ["ana", "edek"])
    }

    /// Moves between Cairo, where 20:00 is 18:00 UTC, and Lisbon, where it is 20:00 UTC.
    @Test(arguments: [
        ("karim", "Europe/Lisbon", "2026-11-19T17:00:00Z"), ("karim", "Europe/Lisbon", "2026-11-19T19:00:00Z"),
        ("karim", "Europe/Lisbon", "2026-11-19T21:00:00Z"), ("ana", "Africa/Cairo", "2026-11-19T17:00:00Z"),
        ("ana", "Africa/Cairo", "2026-11-19T19:00:00Z"), ("ana", "Africa/Cairo", "2026-11-19T21:00:00Z"),
    ])
    func `somebody who moves is asked once that evening`(person: String, zone: String, at: String) async throws {
        let program = try await InventedProgram()
        let engine = program.engine
        _ = try await engine.tick()
        let move = try #require(Instant(iso8601: at))
        for time in ["2026-11-19T18:00:05Z", "2026-11-19T20:00:05Z", "2026-11-19T22:30:00Z"] {
            let instant = try #require(Instant(iso8601: time))
            if move < instant, try await program.store.person(MemberID(person))?.timeZone != zone {
                program.clock.move(to: at)
                var member = try #require(try await program.store.person(MemberID(person)))
                member.timeZone = zone
                _ = try await program.store.importRoster([member], doNotPair: [], at: program.clock.now())
                _ = try await engine.tick()
            }
            program.clock.move(to: time)
            _ = try await engine.tick()
            _ = try await engine.runDue()
        }
        let asked = try await program.store.messages(limit: 200).filter {
            $0.member.rawValue == person && $0.job == "nightly-check-in"
        }
        #expect(asked.count == 1)
    }

    @Test func `a worker that was stopped for longer than its lease plans again, and nobody is asked twice`()
        async throws
    {
        let program = try await InventedProgram()
        let elapsed = TestMonotonicClock()
        let engine = try await InventedProgram.engine(in: program.folder, clock: program.clock, elapsed: elapsed)
        let many = (0..<2_500).map { number in
            Member(
                id: MemberID("x\(10_000 + number)"), preferredName: "X", languages: ["en"], timeZone: "Europe/Lisbon",
                contact: ContactPoint(channel: "screen", address: "x"), consents: [.checkIn])
        }
        _ = try await engine.store.importRoster(many, doNotPair: [], at: program.clock.now())
        let job = try #require(engine.catalog.job(JobID("nightly-check-in")))
        let run = try await engine.start(job, inputs: [:])
        let pages = Mutex(0)
        _ = try await engine.runDue { _ in
            let page = pages.withLock { pages in
                pages += 1
                return pages
            }
            // The wall clock stands still, as if somebody had set it back by as much.
            if page == 1 { elapsed.advance(by: .seconds(40)) }
        }
        let ended = try #require(try await engine.store.run(run.id))
        #expect(ended.state == .succeeded && ended.epoch == 2)
        let sent = try await engine.store.messages(run: run.id, limit: 5_000).map(\.member)
        #expect(Set(sent).count == sent.count)
        #expect(Set(sent).isSuperset(of: many.map(\.id)))
    }

    @Test func `a plan for a day has the job's times on that day`() async throws {
        let program = try await InventedProgram()
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let day = try #require(CivilDate(iso8601: "2026-11-25"))
        let plan = try await program.engine.plan(job, for: .day(day))
        #expect(!plan.messages.isEmpty)
        for part in plan.parts {
            let rules = try program.engine.zones.rules(named: part.zone)
            #expect(rules.civil(at: part.nominal).date == day)
            #expect(rules.civil(at: part.nominal).time == LocalTime("20:00"))
        }
    }

    @Test func `why agrees with the plan about dates, and about quiet hours that outlast a message`() async throws {
        let program = try await InventedProgram { path, text in
            path == "Config/people.csv"
                ? text.replacing(
                    "2026-10-22,music,,screen,george,,", with: "2026-10-22,music,,screen,george,15:00,23:00")
                : JoinDates.edit(path, text)
        }
        let reminder = try #require(program.engine.catalog.job(JobID("group-reminder")))
        let george = try #require(try await program.store.person(MemberID("george")))
        let why = try await program.engine.why(reminder, member: george, day: nil)
        let plan = try await program.engine.plan(reminder, for: .instant(why.at))
        let left = plan.leftOut.first { $0.member == george.id }
        #expect(why.refusal?.gate == left?.gate)
        #expect(why.refusal?.gate == "quiet hours")

        let review = try #require(program.engine.catalog.job(JobID("goal-review")))
        let otto = try #require(try await program.store.person(MemberID("otto")))
        #expect(try await program.engine.why(review, member: otto, day: nil).refusal?.gate == "date")
        let mei = try #require(try await program.store.person(MemberID("mei")))
        let at = try await program.engine.why(review, member: mei, day: nil).at
        // Ninety days after 23 August.
        #expect(at.iso8601 == "2026-11-23T10:00:00Z")
    }

    @Test func `an import takes back no pause that somebody asked for`() async throws {
        let program = try await InventedProgram()
        let olga = MemberID("olga")
        let until = program.clock.now() + .days(30)
        try await program.store.setPaused(olga, until: until, at: program.clock.now())
        let listed = try #require(try await program.store.person(olga))
        var roster = listed
        roster.pausedUntil = program.clock.now() + .days(3)
        _ = try await program.store.importRoster([roster], doNotPair: [], at: program.clock.now())
        #expect(try await program.store.person(olga)?.pausedUntil == until)
    }
}
