import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What becomes of a pair when the program is over for one of the two.
@Suite(.timeLimit(.minutes(5))) struct AlumniPairTests {
    private let ana = MemberID("ana")
    private let joana = MemberID("joana")
    private let pair = PairingID("p-1")

    /// The pair, introduced on the 19th, and Ana an alumna from the 25th on.
    private func program() async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T09:00:00Z")
        let script = PairingScript(store: program.store)
        try await script.propose(pair, ana, joana, at: program.clock.now())
        try await script.accept(pair, at: program.clock.now())
        try await script.advance(pair, .introduce, at: program.clock.now())
        try await program.live()
        program.clock.move(to: "2026-11-25T11:00:00Z")
        try await program.live()
        let now = program.clock.now()
        _ = try await program.store.setStage(ana, .transition, from: .active, at: now)
        _ = try await program.store.setStage(ana, .graduate, from: .transitioning, at: now + .seconds(1))
        program.clock.move(to: "2026-11-25T11:01:00Z")
        try await program.live()
        return program
    }

    /// The questions whether to go on, by who is asked.
    private func asks(_ program: InventedProgram) async throws -> [MemberID: String] {
        let sent = try await program.store.messages(limit: 300).filter { $0.message.rawValue == "pairing.continue" }
        return Dictionary(sent.compactMap { message in message.ask.map { (message.member, $0) } }) { first, _ in first }
    }

    private func state(_ program: InventedProgram) async throws -> PairingState? {
        try await program.store.pairings([pair]).first?.state
    }

    /// What is due at ten in the morning, day by day.
    private func mornings(_ program: InventedProgram, _ days: ClosedRange<Int>) async throws {
        for day in days {
            program.clock.move(to: "2026-\(day > 30 ? "12-0\(day - 30)" : "11-\(day)")T10:00:05Z")
            try await program.live()
        }
    }

    @Test func `S0-3: both are asked whether they go on, and silence closes kindly`() async throws {
        let program = try await program()
        let asks = try await asks(program)
        #expect(Set(asks.keys) == [ana, joana])
        let yes = AskReply(choice: .answer, pairWish: .keep)
        #expect(try await program.engine.take(yes, toAsk: try #require(asks[joana])) == .kept(ReplyReceipt()))
        try await mornings(program, 26...31)
        #expect(try await state(program)?.isStanding == true)
        try await mornings(program, 32...34)
        let thanked = try await program.store.messages(limit: 300).filter { $0.message.rawValue == "pairing.closing" }
        #expect(try await state(program) == .closed)
        #expect(Set(thanked.map(\.member)) == [ana, joana])
    }

    @Test func `S0-3: where both say yes it goes on, and nobody is asked that again`() async throws {
        let program = try await program()
        for ask in try await asks(program).values {
            let yes = AskReply(choice: .answer, pairWish: .keep)
            #expect(try await program.engine.take(yes, toAsk: ask) == .kept(ReplyReceipt()))
        }
        try await mornings(program, 26...36)
        #expect(try await state(program)?.isStanding == true)
        #expect(try await asks(program).count == 2)
    }

    @Test func `S0-3: a skip is no yes, and one who would close it closes it at once`() async throws {
        let program = try await program()
        let asks = try await asks(program)
        _ = try await program.engine.take(AskReply(choice: .skip), toAsk: try #require(asks[ana]))
        _ = try await program.engine.take(AskReply(choice: .answer, pairWish: .keep), toAsk: try #require(asks[joana]))
        try await mornings(program, 26...27)
        #expect(try await state(program)?.isStanding == false)
        let other = try await self.program()
        let ask = try #require(try await self.asks(other)[joana])
        _ = try await other.engine.take(AskReply(choice: .answer, pairWish: .close), toAsk: ask)
        #expect(try await state(other) == .closing)
    }
}
