import Community
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// Ways to do something for the others, which everybody is offered and nobody has to take.
@Suite(.timeLimit(.minutes(5))) struct WaysToHelpTests {
    private static func alone(_ path: String, _ text: String) -> String {
        if path == "Jobs/ways-to-help.yaml" { return text.replacing("enabled: false", with: "enabled: true") }
        guard path.hasPrefix("Jobs/"), !text.contains("\nenabled:") else { return text }
        return text.replacing("\non:\n", with: "\nenabled: false\non:\n")
    }

    /// Everybody has been here for long but Wanda, who joins on the program's Thursday.
    private func program() async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-19T09:00:00Z", edit: Self.alone)
        let wanda = Member(
            id: MemberID("wanda"), preferredName: "Wanda", languages: ["pl"], roles: [.member, .newcomer],
            joinedOn: CivilDate(iso8601: "2026-11-19"), contact: ContactPoint(channel: "screen", address: "wanda"),
            consents: [.reminders])
        var others = try await program.store.people(after: "", limit: 100)
        for index in others.indices { others[index].joinedOn = CivilDate(iso8601: "2025-01-01") }
        _ = try await program.store.importRoster(others + [wanda], doNotPair: [], at: program.clock.now())
        _ = try await program.engine.tick()
        return program
    }

    @Test func `S0-4: in every period each member, newcomers included, is offered a way to contribute`() async throws {
        let program = try await program()
        let start = program.clock.now()
        var offered: [MemberID: [String]] = [:]
        for hour in 1...(60 * 24) {
            program.clock.move(to: (start + .hours(Int64(hour)) + .seconds(1)).iso8601)
            for message in try await program.live() where message.job == "ways-to-help" {
                offered[message.member, default: []].append(message.createdAt.iso8601)
            }
        }
        // The tenth day of a newcomer is still one of the first fourteen.
        #expect(offered[MemberID("wanda")]?.first?.hasPrefix("2026-11-29") == true, "\(offered)")
        for name in ["wanda", "ana", "joana", "george", "zeca", "vera", "nuno"] {
            #expect(offered[MemberID(name)]?.count == 2, "\(name): \(offered[MemberID(name)] ?? [])")
        }
        // Whoever stopped, or wants no reminders, is left in peace.
        for name in ["pedro", "mei", "quim"] { #expect(offered[MemberID(name)] == nil) }
    }

    /// What every job would do for Wanda a month on, when she said `reply` to the offer.
    private func month(after reply: AskReply) async throws -> [String] {
        let program = try await program()
        program.clock.move(to: "2026-11-29T17:30:01Z")
        try await program.live()
        let now = program.clock.now()
        let asks = try await program.store.openAsks(of: MemberID("wanda"), at: now)
        let ask = try #require(asks.first)
        #expect(asks.map(\.kind) == [.help] && ask.questionnaire == QuestionnaireID("help-ways"))
        guard case .kept = try await program.engine.take(reply, toAsk: ask.id) else { return ["not kept"] }
        #expect(try await program.store.ask(ask.id)?.state == .answered)
        #expect(try await program.store.answers(toAsk: ask.id).map(\.value) == reply.answers.values.sorted())
        #expect(try await program.store.answers(toAsk: ask.id).allSatisfy { $0.visibility == .careTeam })
        program.clock.move(to: "2026-12-29T17:29:00Z")
        var found: [String] = []
        for job in program.engine.catalog.jobs {
            let report = try await program.engine.plan(
                job, for: .instant(program.clock.now()), only: MemberID("wanda"))
            found += report.messages.map { "\(job.id) \($0.message) \($0.dueAt)" }
            found += report.leftOut.map { "\(job.id) \($0.gate) \($0.reason)" }
        }
        return found
    }

    @Test func `S0-4, S1-23: no, nothing and yes change nothing else, and the next time is offered alike`() async throws
    {
        let yes = try await month(after: AskReply(choice: .answer, answers: ["way": "tea"]))
        #expect(yes.contains { $0.hasPrefix("ways-to-help help.offer") }, "\(yes)")
        #expect(try await month(after: AskReply(choice: .skip)) == yes)
        #expect(try await month(after: AskReply(choice: .answer, answers: ["way": "not_now"])) == yes)
    }

    @Test func `S0-4: an offer that nobody took up is no sign of being quiet`() async throws {
        let program = try await program()
        program.clock.move(to: "2026-11-29T17:30:01Z")
        try await program.live()
        program.clock.move(to: "2026-12-20T12:00:00Z")
        let wanda = MemberID("wanda")
        #expect(try await program.store.asksSinceAnswer(of: [wanda])[wanda] == nil)
        #expect(try await program.engine.reachOut().allSatisfy { $0.member.id != wanda })
    }
}
