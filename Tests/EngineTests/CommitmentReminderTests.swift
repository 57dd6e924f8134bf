import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What somebody means to do, from their word to the reminder.
@Suite(.timeLimit(.minutes(5))) struct CommitmentReminderTests {
    private let george = MemberID("george")

    /// George means to call his brother tomorrow at six; what he was sent of it, with the times.
    private func sent(
        _ program: InventedProgram, again: Bool = true, days: Int64 = 4,
        at hour: (Int64, InventedProgram) async throws -> Void = { _, _ in }
    ) async throws -> [String] {
        let start = program.clock.now()
        let remindAt = start + .hours(30)
        _ = try await program.engine.tick()
        let isKept = try await program.store.setCommitment(
            Commitment(
                id: CommitmentID("c-1"), member: george, words: "call my brother", sharedWith: MemberID("joana"),
                remindAt: remindAt, followUpAt: again ? remindAt + .days(1) : nil, setAt: start))
        var found: [String] = isKept ? [] : ["not kept"]
        for passed in 1...(days * 24) {
            program.clock.move(to: (start + .hours(passed)).iso8601)
            try await hour(passed, program)
            for message in try await program.live() where message.job == "commitment-reminder" {
                found.append("\(program.clock.now().iso8601) \(message.member) \(message.message)")
                if message.values.values.contains(where: { $0.contains("brother") }) { found.append("told too much") }
            }
        }
        return found
    }

    @Test func `S0-22: it comes at the time that was set, once more at the most, and nobody else is told`() async throws
    {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        #expect(
            try await sent(program) == [
                "2026-11-20T18:00:00Z george commitment.now", "2026-11-21T18:00:00Z george commitment.follow-up",
            ])
        let once = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        #expect(try await sent(once, again: false) == ["2026-11-20T18:00:00Z george commitment.now"])
    }

    @Test func `S0-22: what is behind them is reminded of no more`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        let found = try await sent(program) { hour, program in
            guard hour == 40 else { return }
            _ = try await program.store.endCommitment(of: MemberID("george"), at: program.clock.now())
        }
        #expect(found == ["2026-11-20T18:00:00Z george commitment.now"])
    }

    @Test func `S0-22: a pause when it is set loses nothing that comes after the pause`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        let pausedUntil = program.clock.now() + .hours(20)
        try await program.store.setPaused(george, until: pausedUntil, at: program.clock.now())
        #expect(
            try await sent(program) == [
                "2026-11-20T18:00:00Z george commitment.now", "2026-11-21T18:00:00Z george commitment.follow-up",
            ])
        // Over the first time it keeps that one back, and the second one comes.
        let later = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        try await later.store.setPaused(george, until: later.clock.now() + .hours(40), at: later.clock.now())
        #expect(try await sent(later) == ["2026-11-21T18:00:00Z george commitment.follow-up"])
    }

    @Test func `what another takes the place of is reminded of by itself alone`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        let found = try await sent(program, again: false) { hour, program in
            guard hour == 2 else { return }
            let (now, george) = (program.clock.now(), MemberID("george"))
            _ = try await program.store.endCommitment(of: george, at: now)
            _ = try await program.store.setCommitment(
                Commitment(
                    id: CommitmentID("c-2"), member: george, words: "rest", remindAt: now + .hours(28), setAt: now))
        }
        #expect(found == ["2026-11-20T18:00:00Z george commitment.now"])
    }

    @Test func `S0-2: no digest and no report knows of it`() async throws {
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z")
        _ = try await sent(program, days: 2)
        let now = program.clock.now()
        let report = try await program.engine.nightReport(from: now - .days(2), to: now)
        #expect(!report.entries.contains { $0.words.contains("brother") || $0.words.contains("c-1") })
        for message in try await program.store.messages(limit: 500) {
            #expect(!message.values.values.contains { $0.contains("brother") })
        }
    }
}
