import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Whom a step of a job for members may write to besides them, and what stands in the way of it.
@Suite(.timeLimit(.minutes(5))) struct AddressedTests {
    private static func message(_ id: String, urgency: String) -> String {
        """
        id: \(id)
        description: A word about somebody.
        urgency: \(urgency)
        fields:
          sender.name: { required: true, example: "Riverside" }
        en:
          outside:
            subject: "Something waits for you"
          inside: |
            Please have a look. {{sender.name}}
        """
    }

    /// A program whose one job is for members, and whose one step writes to the people that it is told.
    private func program(
        _ plugin: String, to people: [String], message: String = "staff.word", urgency: String = "normal",
        at time: String = "2026-11-19T12:00:00Z"
    ) async throws -> ScriptedProgram {
        let program = try await ScriptedProgram(
            "  - uses: \(plugin)\n    with: { script: SCRIPT }", job: "audience: { roles: [member] }", at: time,
            messages: [message: Self.message(message, urgency: urgency)]
        ) { context in
            let until = context.now + .days(1)
            return Plan(
                people.map { .send(MessageDraft(MessageID(message), to: MemberID($0), expiresAt: until)) })
        }
        try await keep(program)
        return program
    }

    private func keep(
        _ program: ScriptedProgram, _ edit: (inout Member) -> Void = { _ in }
    ) async throws {
        var people = [
            Member(id: MemberID("ana"), languages: ["en"], roles: [.member]),
            Member(id: MemberID("carla"), languages: ["en"], roles: [.counselor]),
        ]
        for index in people.indices {
            people[index].contact = ContactPoint(channel: "screen", address: people[index].id.rawValue)
            people[index].consents = [.reminders]
            edit(&people[index])
        }
        _ = try await program.store.importRoster(people, doNotPair: [], at: program.clock.now())
    }

    /// What the gates say now about each message, by its reader.
    private func verdicts(_ program: ScriptedProgram) async throws -> [String: SendingVerdict] {
        let messages = try await program.store.messages(limit: 9)
        let people = try await program.store.people(messages.map(\.member))
        let claims = messages.map {
            ClaimedMessage(message: $0, member: people[$0.member], epoch: 1, isAmbiguous: false)
        }
        let verdicts = try await program.engine.decideSending(claims)
        return Dictionary(uniqueKeysWithValues: zip(messages.map(\.member.rawValue), verdicts))
    }

    private func isSent(_ verdict: SendingVerdict?) -> Bool { if case .send = verdict { true } else { false } }

    @Test func `a step about members may write to their counselor, whom the job is not for`() async throws {
        let program = try await program("scripted.send", to: ["ana", "carla"])
        try await program.start()
        _ = try await program.engine.runDue()
        let outside = try await program.store.messages(limit: 9).filter(\.isOutsideAudience)
        #expect(outside.map(\.member.rawValue) == ["carla"])
        #expect(try await verdicts(program).values.filter(isSent).count == 2)
        // Whom the job was for, and is for no more, is not written to.
        try await keep(program) { if $0.id == MemberID("ana") { $0.roles = [.mentor] } }
        let after = try await verdicts(program)
        #expect(after["ana"] == .cancel(reason: "is none of: member") && isSent(after["carla"]))
        try await keep(program) { $0.consents = [] }
        #expect(try await verdicts(program)["carla"] == .cancel(reason: "took back the consent to reminders"))
    }

    @Test func `a word to staff about their work waits for no pause and no quiet hours, and a stop stands`()
        async throws
    {
        let program = try await program("scripted.tell", to: ["ana", "carla"], at: "2026-11-19T23:00:00Z")
        try await program.store.setPaused(
            MemberID("carla"), until: program.clock.now() + .days(3), at: program.clock.now())
        try await program.start()
        _ = try await program.engine.runDue()
        let states = try await program.store.messages(limit: 9).map { "\($0.member) \($0.state)" }.sorted()
        #expect(states == ["ana deferred", "carla queued"])
        let night = try await verdicts(program)
        #expect(isSent(night["carla"]))
        #expect((night["ana"].map { "\($0)" } ?? "").contains("quiet hours 21:00-08:00"))
        try await program.store.setStopped(MemberID("carla"), true, at: program.clock.now())
        #expect(try await verdicts(program)["carla"] == .cancel(reason: "asked to hear nothing more"))
    }

    @Test func `what is critical passes a member's quiet hours, and not their pause`() async throws {
        let program = try await program(
            "scripted.send", to: ["ana"], message: "group.off", urgency: "critical", at: "2026-11-19T23:00:00Z")
        try await program.start()
        _ = try await program.engine.runDue()
        #expect(try await program.store.messages(limit: 9).map(\.state) == [.queued])
        #expect(isSent(try await verdicts(program)["ana"]))
        try await program.store.setPaused(
            MemberID("ana"), until: program.clock.now() + .days(3), at: program.clock.now())
        guard case .cancel(let reason) = try await verdicts(program)["ana"] else {
            Issue.record("a paused member would be written to")
            return
        }
        #expect(reason.hasPrefix("paused messages until"))
    }
}
