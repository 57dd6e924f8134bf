import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// What people choose about messages, from the next run on.
@Suite(.timeLimit(.minutes(5))) struct PreferenceTests {
    private let ana = MemberID("ana")

    private func program(at time: String = "2026-11-19T19:59:00Z") async throws -> InventedProgram {
        let program = try await InventedProgram(at: time) { path, text in
            path == "Config/people.csv"
                ? text.replacing("channel,address,quiet_start", with: "channel,address,fallback,quiet_start")
                    .replacing("screen,ana,,,", with: "screen,ana,letters ana@example.org,,,")
                    .split(separator: "\n").map { line in
                        // Everybody else has no second way.
                        line.hasPrefix("id,") || line.hasPrefix("ana,") ? String(line) : Self.withoutFallback(line)
                    }.joined(separator: "\n") + "\n"
                : path == "Config/milieu.yaml"
                    ? text.replacing("  screen:\n", with: "  letters:\n    kind: screen\n  screen:\n") : text
        }
        try await program.live()
        return program
    }

    /// Puts the empty cell in.
    private static func withoutFallback(_ line: Substring) -> String {
        var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        cells.insert("", at: 11)
        return cells.joined(separator: ",")
    }

    /// What ana is asked on the evening of a day, when it reaches her and by which way.
    private func evening(_ program: InventedProgram, _ day: String) async throws -> [String] {
        program.clock.move(to: "\(day)T20:00:05Z")
        try await program.live()
        return try await program.store.messages(limit: 900).filter {
            $0.member == ana && $0.job == "nightly-check-in" && $0.createdAt == program.clock.now()
        }.map { "\($0.channel) \($0.dueAt.iso8601)" }
    }

    private func prefer(_ program: InventedProgram, _ edit: (inout PreferenceChange) -> Void) async throws
        -> PreferenceRefusal?
    {
        var change = PreferenceChange()
        edit(&change)
        // Any link that she ever got will do.
        let ask = try await program.store.messages(limit: 900).first { $0.member == ana && $0.ask != nil }?.ask
        return try await program.engine.prefer(change, byAsk: ask ?? "")
    }

    @Test func `S1-6: channel, time of day, how often and a pause are theirs to change, from the next run on`()
        async throws
    {
        let program = try await program()
        #expect(try await evening(program, "2026-11-19") == ["screen 2026-11-19T20:00:05Z"])
        #expect(
            try await prefer(program) {
                $0.channel = "letters"
                $0.time = "09:30"
            } == nil)
        // From the evening on it waits for her own time, and is about her day for as long as ever from then on.
        #expect(try await evening(program, "2026-11-20") == ["letters 2026-11-21T09:30:00Z"])
        let ask = try #require(try await program.openAsk(of: "ana"))
        #expect(ask.expiresAt.iso8601 == "2026-11-22T01:30:00Z")
        program.clock.move(to: "2026-11-21T09:30:05Z")
        #expect(try await program.deliver().contains { $0.member == ana && $0.ask == ask.id })
        _ = try await program.engine.take(AskReply(choice: .skip), toAsk: ask.id)
        var change = PreferenceChange()
        change.frequency = "every_2_days"
        change.time = ""
        #expect(try await program.engine.prefer(change, byAsk: ask.id) == nil)
        #expect(try await evening(program, "2026-11-21") == [])
        #expect(try await evening(program, "2026-11-22") == ["letters 2026-11-22T20:00:05Z"])
        change = PreferenceChange()
        change.frequency = "on_request"
        #expect(try await program.engine.prefer(change, byAsk: ask.id) == nil)
        #expect(try await evening(program, "2026-11-24") == [])
        change.frequency = ""
        change.pauseUntil = "2026-11-26"
        #expect(try await program.engine.prefer(change, byAsk: ask.id) == nil)
        #expect(try await evening(program, "2026-11-25") == [])
        #expect(try await evening(program, "2026-11-26") == ["letters 2026-11-26T20:00:05Z"])
    }

    @Test func `S1-6: what is stopped at one way goes by another, and none where all are stopped`() async throws {
        let program = try await program()
        _ = try await evening(program, "2026-11-19")
        #expect(try await prefer(program) { $0.stopped = ["screen"] } == nil)
        #expect(try await evening(program, "2026-11-20") == ["letters 2026-11-20T20:00:05Z"])
        #expect(try await prefer(program) { $0.stopped = ["letters"] } == nil)
        #expect(try await evening(program, "2026-11-21") == [])
        // A roster brings nothing back; she does.
        #expect(try await prefer(program) { $0.started = ["letters"] } == nil)
        #expect(try await evening(program, "2026-11-22") == ["letters 2026-11-22T20:00:05Z"])
    }

    @Test func `a question for a chosen time keeps its meaning from then on, however soon it loses it`() async throws {
        let path = "Config/messages/check-in.evening.yaml"
        let program = try await InventedProgram(at: "2026-11-19T12:00:00Z") { name, text in
            name == path ? "expires_after: 4h\n" + text : text
        }
        try await program.store.setPreference(.time, of: ana, to: "09:30")
        _ = try await program.engine.tick()
        program.clock.move(to: "2026-11-19T20:00:05Z")
        try await program.live()
        let ask = try #require(try await program.openAsk(of: "ana"))
        #expect(try await program.store.message(forAsk: ask.id)?.expiresAt.iso8601 == "2026-11-20T13:30:00Z")
        program.clock.move(to: "2026-11-20T09:30:05Z")
        #expect(try await program.deliver().contains { $0.ask == ask.id })
    }

    @Test(arguments: [
        ("time", "22:15", "time: 22:15 lies in the quiet hours 21:00-08:00"),
        ("time", "noon", "time: expected a time of day such as 08:30, found 'noon'"),
        ("frequency", "often", "frequency: expected daily, every_2_days"),
        ("channel", "pigeon", "channel: expected screen"),
        ("language", "tlh", "language: expected en, pt, pl, ar, found 'tlh'"),
        ("sender", "mentor", "sender: nobody accompanies them"), ("signs", "maybe", "signs: expected yes, no"),
        ("pause", "2026-11-19", "pause: expected a day after today"),
    ])
    func `what cannot be is told, and nothing of it is kept`(what: String, value: String, words: String) async throws {
        let program = try await program()
        _ = try await evening(program, "2026-11-19")
        let refusal = try await prefer(program) { change in
            change.language = "en"
            switch what {
            case "time": change.time = value
            case "frequency": change.frequency = value
            case "channel": change.channel = value
            case "language": change.language = value
            case "sender": change.sender = value
            case "signs": change.signs = value
            default: change.pauseUntil = value
            }
        }
        #expect(refusal?.description.hasPrefix(words) == true, "\(refusal?.description ?? "kept")")
        #expect(try await program.store.person(ana)?.choices == MemberChoices())
    }

    @Test func `S3-12: reminders carry the mentor's name where the member wishes it and the mentor agrees`()
        async throws
    {
        let program = try await program()
        let script = PairingScript(store: program.store)
        let pair = PairingID("p-1")
        try await script.propose(pair, ana, MemberID("joana"), at: program.clock.now())
        try await script.accept(pair, at: program.clock.now())
        try await script.advance(pair, .introduce, at: program.clock.now())
        func signature() async throws -> String? {
            let member = try await program.store.person(ana)
            let now = program.clock.now()
            let message = OutboxMessage(
                id: "m", run: try await program.store.runs(limit: 1, job: JobID("nightly-check-in")).first?.id ?? "",
                job: "nightly-check-in", step: "ask", member: ana, channel: "screen",
                message: MessageID("group.today"), values: [:], ask: nil, purpose: .reminders, dueAt: now,
                expiresAt: now + .hours(2), createdAt: now)
            let claim = ClaimedMessage(message: message, member: member, epoch: 1, isAmbiguous: false)
            guard case .send(let values) = try await program.engine.decideSending([claim]).first else { return nil }
            return values["sender.name"]
        }
        _ = try await evening(program, "2026-11-19")
        #expect(try await signature() == "Riverside")
        #expect(try await prefer(program) { $0.sender = "mentor" } == nil)
        // Joana has not lent her name.
        #expect(try await signature() == "Riverside")
        try await program.store.setPreference(.signs, of: MemberID("joana"), to: "yes")
        #expect(try await signature() == "Joana")
        // And takes it back, from this moment on.
        try await program.store.setPreference(.signs, of: MemberID("joana"), to: nil)
        #expect(try await signature() == "Riverside")
    }

    @Test func `S1-6: the fourteenth day's answer says how often from then on`() async throws {
        let program = try await program(at: "2026-11-19T09:29:00Z")
        program.clock.move(to: "2026-11-19T09:30:05Z")
        try await program.live()
        // Ana joined on the 5th.
        let ask = try #require(try await program.openAsk(of: "ana"))
        #expect(ask.kind == .welcome && ask.questionnaire == QuestionnaireID("newcomer-cadence"))
        let reply = AskReply(choice: .answer, answers: ["cadence": "weekly"])
        guard case .kept = try await program.engine.take(reply, toAsk: ask.id) else {
            Issue.record("it was not kept")
            return
        }
        #expect(try await program.store.person(ana)?.choices.frequency == .weekly)
        // Still one of the first days, which had its message.
        #expect(try await evening(program, "2026-11-19") == [])
        #expect(try await evening(program, "2026-11-20").count == 1)
        #expect(try await evening(program, "2026-11-21") == [])
        let again = AskReply(choice: .answer, answers: ["cadence": "as_before"])
        _ = try await program.engine.take(again, toAsk: ask.id)
        #expect(try await program.store.person(ana)?.choices.frequency == nil)
        #expect(try await evening(program, "2026-11-22").count == 1)
    }
}
