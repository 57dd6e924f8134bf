import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// The quiet-member ladder with the shipped jobs, day after day.
@Suite struct QuietCareTests {
    /// Lives through `days`, each at 12:30 and at 20:00 in Lisbon, from the 19th of November on.
    ///
    /// - Returns: What reached `who`, by the day.
    private func live(
        _ program: InventedProgram, days: Range<Int>, who: String, delivering: Bool = true
    ) async throws -> [(day: Int, message: String)] {
        var arrived: [(day: Int, message: String)] = []
        let start = Instant(iso8601: "2026-11-19T00:00:00Z") ?? Instant(seconds: 0)
        for day in days {
            for minutes in [Int64(750), 1_200] {
                program.clock.move(to: (start + .days(Int64(day)) + .seconds(minutes * 60 + 5)).iso8601)
                guard delivering else {
                    _ = try await program.engine.tick()
                    _ = try await program.engine.runDue()
                    continue
                }
                arrived += try await program.live().filter { $0.member.rawValue == who }.map {
                    (day, $0.message.rawValue)
                }
            }
        }
        return arrived
    }

    private func program() async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T00:00:00Z") { path, text in
            // Ana joined a month ago and has no goals of her own here: nothing but these jobs writes to her.
            let others = ["goal-review", "group-reminder", "newcomer-pairing", "welcome", "welcome-in-person"]
            return others.contains { path == "Jobs/\($0).yaml" } ? "enabled: false\n" + text : text
        }
        try await program.live()
        return program
    }

    @Test
    func `S0-14: three evenings, one note, one offer of choices, then nothing is asked, and contacts ask nothing`()
        async throws
    {
        let program = try await program()
        let arrived = try await live(program, days: 0..<70, who: "ana")
        let evenings = arrived.filter { $0.message == "check-in.evening" }.map(\.day)
        #expect(evenings == [0, 1, 2])
        let others = arrived.filter { $0.message != "check-in.evening" }
        #expect(others.map(\.message) == ["care.note", "care.choices", "care.contact", "care.contact"])
        #expect(others.map(\.day) == [2, 3, 31, 61])
    }

    @Test func `the facilitator's list says since when, and nothing that counts anybody`() async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<9, who: "ana")
        #expect(try await program.engine.reachOut().isEmpty)
        _ = try await live(program, days: 9..<12, who: "ana")
        let list = try await program.engine.reachOut()
        let ana = try #require(list.first { $0.member.id == MemberID("ana") })
        #expect(ana.quietSince?.iso8601 == "2026-11-19T20:00:05Z" && ana.wish == nil)
        // Pedro stopped all messages, and is left in peace.
        #expect(!list.contains { $0.member.id == MemberID("pedro") })
    }

    @Test(arguments: [AskReply.Choice.answer, .skip])
    func `any answer starts it afresh, also a late one`(choice: AskReply.Choice) async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<12, who: "ana")
        let first = try #require(
            try await program.store.messages(limit: 2_000).last { $0.member == MemberID("ana") && $0.ask != nil }?.ask)
        _ = try await program.engine.take(AskReply(choice: choice, answers: ["connection": "4"]), toAsk: first)
        #expect(!(try await program.engine.reachOut()).contains { $0.member.id == MemberID("ana") })
        let arrived = try await live(program, days: 12..<16, who: "ana")
        #expect(
            arrived.map(\.message) == [
                "check-in.evening", "check-in.evening", "care.note", "check-in.evening", "care.choices",
            ])
    }

    @Test(
        arguments: [
            ("less_often", ["check-in.evening"]), ("call", ["check-in.evening", "check-in.evening"]), ("pause", []),
            ("other_way", ["check-in.evening", "check-in.evening"]),
        ] as [(String, [String])])
    func `S1-6: a choice holds from the next evening on, without anybody of the staff`(
        choice: String, next: [String]
    ) async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<4, who: "ana")
        let asks = try await program.store.openAsks(of: MemberID("ana"), at: program.clock.now())
        let care = try #require(asks.first { $0.kind == .care })
        let reply = AskReply(choice: .answer, answers: ["way": choice])
        #expect(try await program.engine.take(reply, toAsk: care.id) == .kept(ReplyReceipt()))
        // Day 4 is less than a week after the last question, day 9 a week after it.
        let days = choice == "less_often" ? 4..<10 : 4..<6
        let arrived = try await live(program, days: days, who: "ana").map(\.message)
        #expect(arrived == next)
        let listed = try await program.engine.reachOut().first { $0.member.id == MemberID("ana") }
        #expect(listed?.wish?.rawValue == (["call", "other_way"].contains(choice) ? choice : nil))
        #expect(listed?.quietSince == nil)
    }

    @Test func `a question that never arrived says nothing about anybody`() async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<12, who: "ana", delivering: false)
        #expect(try await program.engine.reachOut().isEmpty)
        let care = try await program.store.messages(limit: 5_000).filter { $0.message.rawValue.hasPrefix("care.") }
        #expect(care.isEmpty)
    }

    @Test func `why and plan say that somebody is left in peace`() async throws {
        let program = try await program()
        _ = try await live(program, days: 0..<6, who: "ana")
        let job = try #require(program.engine.catalog.job(JobID("nightly-check-in")))
        let plan = try await program.engine.plan(job)
        let left = try #require(plan.leftOut.first { $0.member == MemberID("ana") })
        #expect(left.gate == "check-in.ask" && left.reason.contains("asked nothing until they answer"))
    }
}
