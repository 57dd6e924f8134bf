import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What goes to people who go, and after their time in the program.
@Suite(.timeLimit(.minutes(10))) struct LeavingTests {
    private let george = MemberID("george")

    /// The program, in which George is no newcomer; `consents`: what he agrees to besides the rest.
    private func program(consents: String = " follow_ups") async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z") { path, text in
            guard path == "Config/people.csv" else { return text }
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.hasPrefix("george,")
                    ? line.replacing("goals pairing", with: "goals pairing\(consents)") : line[...]
            }.joined(separator: "\n")
        }
        try await program.live()
        return program
    }

    private func move(_ program: InventedProgram, _ event: Stage.Event, from stage: Stage) async throws {
        _ = try await program.store.setStage(george, event, from: stage, at: program.clock.now())
        try await program.live()
    }

    /// Lives through mornings and evenings around each of these days after the first, on George's clock (Lisbon's, UTC).
    private func live(_ program: InventedProgram, _ days: [Int], after first: String) async throws -> [String] {
        let start = try #require(Instant(iso8601: "\(first)T00:00:00Z"))
        var arrived: [String] = []
        for day in days {
            for time in [Duration.hours(11), .hours(20), .hours(22)] {
                program.clock.move(to: (start + .days(Int64(day)) + time + .seconds(5)).iso8601)
                arrived += try await program.live().filter { $0.member == george }
                    .map { "\(day) \($0.message.rawValue) \($0.purpose?.rawValue ?? "")" }
            }
        }
        return arrived
    }

    private static let around = [1, 2, 6, 7, 8, 29, 30, 31, 59, 60, 61, 89, 90, 91, 120, 180, 365]

    @Test func `S2-14: who leaves and agreed to it gets the 7th, 30th, 60th and 90th day, and nothing else`()
        async throws
    {
        let program = try await program()
        try await move(program, .leave, from: .active)
        let asked = try await program.store.messages(limit: 99).filter { $0.member == george }
        #expect(asked.map(\.message.rawValue) == ["leaving.supports"])
        let arrived = try await live(program, Self.around, after: "2026-11-19")
        #expect(
            arrived == [
                "7 leaving.week follow_ups", "30 leaving.month follow_ups", "60 leaving.month follow_ups",
                "90 leaving.last follow_ups",
            ])
    }

    @Test func `S2-14: without the consent nothing goes, and what is taken back ends at once`() async throws {
        let program = try await program(consents: "")
        try await move(program, .leave, from: .active)
        #expect(try await live(program, [1, 7, 30], after: "2026-11-19").isEmpty)
        let job = try #require(program.engine.catalog.job(JobID("after-leaving")))
        let member = try #require(try await program.store.person(george))
        let why = try await program.engine.why(job, member: member, day: nil)
        #expect(why.refusal?.reason == "does not hold: consents.follow_ups")
        let other = try await self.program()
        try await move(other, .leave, from: .active)
        #expect(try await live(other, [7], after: "2026-11-19").count == 1)
        _ = try await other.store.setConsent(
            .followUps, of: george, .revoke, form: nil, on: CivilDate(daysSince1970: 20_800), how: .spoken,
            by: george.rawValue, at: other.clock.now())
        #expect(try await live(other, [8, 30, 60, 90], after: "2026-11-19").isEmpty)
    }

    @Test func `S2-14: days count from the first end, the question goes once, and coming back ends it`() async throws {
        let program = try await program()
        try await move(program, .transition, from: .active)
        // Still here: the evenings go on, and no letter comes by its day.
        let before = try await live(program, [6, 7, 8], after: "2026-11-19")
        #expect(before.allSatisfy { !$0.contains("leaving") } && !before.isEmpty)
        try await move(program, .graduate, from: .transitioning)
        // The 27th.
        #expect(try await program.store.person(george)?.endedAt == program.clock.now())
        let first = try await live(program, [3, 6], after: "2026-11-27")
        try await move(program, .leave, from: .alumni)
        let later = try await live(program, [7, 8, 13, 30], after: "2026-11-27")
        #expect((first + later).map { $0.prefix(while: { $0 != " " }) } == ["7", "30"])
        try await move(program, .comeBack, from: .left)
        #expect(try await program.store.person(george)?.endedAt == nil)
        let back = try await live(program, [31, 60, 90], after: "2026-11-27")
        #expect(back.allSatisfy { !$0.contains("leaving") })
        let supports = try await program.store.messages(limit: 900).filter {
            $0.message.rawValue == "leaving.supports" && $0.member == george
        }
        #expect(supports.count == 1)
    }

    @Test func `S2-14: who is there for them outside is theirs alone, but for the line that they choose`() async throws
    {
        let program = try await program()
        try await move(program, .leave, from: .active)
        let ask = try #require(try await program.store.openAsks(of: george, at: program.clock.now()).first)
        #expect(ask.kind == .leaving && ask.questionnaire?.rawValue == "outside-supports")
        let given = ["supports": "my sister, and the choir", "tell_team": "I sing on Mondays"]
        #expect(
            try await program.engine.take(AskReply(choice: .answer, answers: given), toAsk: ask.id)
                == .kept(ReplyReceipt()))
        let kept = try await program.store.answers(toAsk: ask.id)
        #expect(Dictionary(uniqueKeysWithValues: kept.map { ($0.question, $0.value) }) == given)
        #expect(kept.first { $0.question == "supports" }?.visibility == .me)
        #expect(kept.first { $0.question == "tell_team" }?.visibility == .careTeam)
    }

    @Test func `S2-14: a consent that ends with leaving is no leave to write, and another job reaches nobody who left`()
        async throws
    {
        let program = try await program()
        try await move(program, .leave, from: .active)
        let member = try #require(try await program.store.person(george))
        for job in program.engine.catalog.jobs where job.id != JobID("after-leaving") {
            let why = try await program.engine.why(job, member: member, day: nil)
            #expect(why.refusal != nil, "\(job.id)")
        }
    }
}
