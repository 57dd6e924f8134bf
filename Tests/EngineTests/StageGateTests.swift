import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Whom the program writes to on which part of their way, and what going on brings with it.
@Suite(.timeLimit(.minutes(5))) struct StageGateTests {
    private func program(_ edit: (inout Member) -> Void = { _ in }) async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T19:59:00Z")
        var people = try await program.store.people(after: "", limit: 100)
        for index in people.indices { edit(&people[index]) }
        _ = try await program.store.importRoster(people, doNotPair: [], at: program.clock.now())
        try await program.live()
        return program
    }

    private func asked(_ program: InventedProgram, at time: String) async throws -> Set<String> {
        program.clock.move(to: time)
        try await program.live()
        return Set(
            try await program.store.messages(limit: 900).filter {
                $0.job == "nightly-check-in" && $0.createdAt == program.clock.now()
            }.map(\.member.rawValue))
    }

    @Test(arguments: [
        (Stage.invited, false), (.active, true), (.transitioning, true), (.alumni, false), (.left, false),
    ])
    func `nothing goes of itself to who has not begun or has left, and check-ins end with the program`(
        stage: Stage, isAsked: Bool
    ) async throws {
        let program = try await program()
        let wanda = Member(
            id: MemberID("wanda"), preferredName: "Wanda", stage: stage,
            contact: ContactPoint(channel: "screen", address: "wanda"), consents: [.checkIn])
        _ = try await program.store.importRoster([wanda], doNotPair: [], at: program.clock.now())
        #expect(try await asked(program, at: "2026-11-19T20:00:05Z").contains("wanda") == isAsked)
    }

    @Test func `S1-9: facilitators and peer workers are asked like everybody else`() async throws {
        let program = try await program()
        // Zeca lives in São Paulo.
        #expect(try await asked(program, at: "2026-11-19T20:00:05Z").contains("vera"))
        #expect(try await asked(program, at: "2026-11-19T23:00:05Z").contains("zeca"))
    }

    @Test func `a newcomer needs no word in a list, and the days are the program's to say`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T09:00:00Z") { path, text in
            path == "Config/people.csv"
                ? text.replacing("member newcomer", with: "member")
                : path == "Config/milieu.yaml" ? text.replacing("newcomer_days: 14", with: "newcomer_days: 9") : text
        }
        // Since the 5th, the 8th, and the 10th: fourteen, eleven and nine days.
        let waiting = try await program.engine.newcomersWaiting().map(\.newcomer.id.rawValue)
        #expect(Set(waiting) == ["caetano", "dalia", "edek", "farah"])
        let job = try #require(program.engine.catalog.job(JobID("newcomer-pairing")))
        let bo = try #require(try await program.store.person(MemberID("bo")))
        let why = try await program.engine.why(job, member: bo, day: nil)
        #expect(why.refusal?.reason == "is none of: newcomer")
    }

    @Test func `whoever leaves is let go kindly: what waits for them, and the consents for their time here`()
        async throws
    {
        let program = try await program {
            if $0.id == MemberID("ana") {
                $0.quietHours = QuietHours(
                    from: LocalTime("19:00") ?? LocalTime(secondsSinceMidnight: 0),
                    to: LocalTime("08:00") ?? LocalTime(secondsSinceMidnight: 0))
            }
        }
        #expect(try await asked(program, at: "2026-11-19T20:00:05Z").contains("ana"))
        let now = program.clock.now()
        let ana = MemberID("ana")
        _ = try await program.store.setStage(ana, .leave, from: .newcomer, at: now)
        let waiting = try await program.store.messages(limit: 200).filter { $0.member == ana && $0.ask != nil }
        #expect(!waiting.isEmpty && waiting.allSatisfy { $0.state.isFinal })
        #expect(waiting.contains { $0.reason == "has left the program" })
        let person = try #require(try await program.store.person(ana))
        #expect(person.stage == .left && person.stageSince == now)
        #expect(person.consents[.reminders]?.state == .expired && person.consents[.checkIn]?.state == .given)
        #expect(
            person.consents.refusal(.reminders, at: now, in: .utc) == "the consent to reminders ended when they left")
        await #expect(throws: InvalidTransition.self) {
            try await program.store.setStage(ana, .leave, from: .left, at: now)
        }
        #expect(try await program.store.setStage(ana, .comeBack, from: .left, at: now)?.stage == .active)
    }

    @Test func `somebody who crosses zones in the middle of a window is asked once, and the window stays theirs`()
        async throws
    {
        let program = try await program()
        #expect(try await asked(program, at: "2026-11-19T20:00:05Z").contains("ana"))
        let ask = try #require(try await program.openAsk(of: "ana"))
        #expect(ask.expiresAt.iso8601 == "2026-11-20T12:00:00Z")
        program.clock.move(to: "2026-11-19T21:30:00Z")
        var people = try await program.store.people(after: "", limit: 100)
        for index in people.indices where people[index].id == MemberID("ana") {
            people[index].timeZone = "America/Sao_Paulo"
        }
        _ = try await program.store.importRoster(people, doNotPair: [], at: program.clock.now())
        // 20:00 in São Paulo comes three hours after Lisbon's.
        let evening = try await asked(program, at: "2026-11-19T23:00:05Z")
        #expect(evening.contains("caetano") && !evening.contains("ana"))
        let same = try #require(try await program.openAsk(of: "ana"))
        #expect(same == ask)
        program.clock.move(to: "2026-11-20T11:59:00Z")
        #expect(
            try await program.engine.take(AskReply(choice: .answer, answers: ["connection": "5"]), toAsk: ask.id)
                == .kept(ReplyReceipt()))
        // From the next evening on it is the new clock's.
        #expect(!(try await asked(program, at: "2026-11-20T20:00:05Z")).contains("ana"))
        #expect(try await asked(program, at: "2026-11-20T23:00:05Z").contains("ana"))
    }
}
