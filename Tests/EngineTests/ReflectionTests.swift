import Community
import Definitions
import Engine
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// One question after a meeting, whatever the jobs say.
@Suite(.timeLimit(.minutes(10))) struct ReflectionTests {
    private static let shipped = "    - { calendar: groups, offset: 2h }"

    /// The shipped job, switched on, with these triggers; another job asks about the same meetings.
    private func program(_ triggers: [String], more: String = "") async throws -> InventedProgram {
        let program = try await InventedProgram(at: "2026-11-21T17:00:00Z") { path, text in
            switch path {
            case "Jobs/after-meeting.yaml":
                Self.job(text, triggers, more)
            case "Jobs/community-digest.yaml":
                Self.job(
                    (try? Repository.text("Jobs/after-meeting.yaml")) ?? "", triggers, more
                ).replacing("id: after-meeting", with: "id: community-digest")
            default: text
            }
        }
        try await program.live()
        return program
    }

    private static func job(_ text: String, _ triggers: [String], _ more: String) -> String {
        let list = triggers.map { "    - { calendar: groups, offset: \($0) }" }.joined(separator: "\n")
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("enabled:") }
            .map { $0.hasPrefix(shipped) ? list : String($0) }.joined(separator: "\n")
            .replacing("\nsteps:", with: "\n\(more)\nsteps:")
    }

    /// All that was asked after meetings, by person and meeting.
    private func asked(_ program: InventedProgram) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for message in try await program.store.messages(limit: 5_000) {
            guard let id = message.ask, let ask = try await program.store.ask(id), ask.kind == .reflection else {
                continue
            }
            counts["\(ask.member) \(ask.subject ?? "")", default: 0] += 1
        }
        return counts
    }

    @Test(arguments: [
        (["2h"], ""), (["2h", "2h"], ""), (["90m", "2h", "150m", "3h"], "concurrency: { overlap: allow }"),
        (["2h", "20h", "2d"], "concurrency: { overlap: queue }\ncatch_up: 2d\ncatch_up_runs: all"),
        (["1h", "2h", "3h"], "catch_up: 1d\ncatch_up_runs: all\nconcurrency: { overlap: allow }"),
    ])
    func `S2-2: after a meeting each person is asked at most once, whatever the jobs' settings`(
        triggers: [String], more: String
    ) async throws {
        let program = try await program(triggers, more: more)
        for time in [
            "21T19:00:05", "21T19:30:05", "21T20:00:05", "21T20:30:05", "21T21:00:05", "22T09:00:05",
            "22T14:00:05", "23T18:00:05",
        ] {
            program.clock.move(to: "2026-11-\(time)Z")
            try await program.live()
        }
        let first = try await asked(program)
        #expect(first.values.allSatisfy { $0 == 1 } && first.keys.contains { $0.hasPrefix("george ") }, "\(first)")
        #expect(Set(first.keys.map { $0.split(separator: " ").last }).count == 1)
        // The next Saturday is another meeting.
        for time in ["28T17:59:00", "28T19:00:05", "28T20:00:05", "28T21:00:05", "29T09:00:05"] {
            program.clock.move(to: "2026-11-\(time)Z")
            try await program.live()
        }
        let both = try await asked(program)
        #expect(both.values.allSatisfy { $0 == 1 }, "\(both)")
        #expect(both.keys.count { $0.hasPrefix("george ") } == 2)
    }

    @Test func `S2-2: it is one question, can be skipped, is reminded of by nothing, and is late after its day`()
        async throws
    {
        let program = try await program(["2h"])
        program.clock.move(to: "2026-11-21T20:00:05Z")
        try await program.live()
        let ask = try #require(
            try await program.store.openAsks(of: MemberID("george"), at: program.clock.now())
                .first { $0.kind == .reflection })
        let page = try #require(try await program.engine.page(forAsk: ask.id))
        #expect(page.questionnaire?.questions.count == 1)
        #expect(ask.expiresAt.iso8601 == "2026-11-22T20:00:00Z")
        let other = try #require(
            try await program.store.openAsks(of: MemberID("lidia"), at: program.clock.now())
                .first { $0.kind == .reflection })
        #expect(
            try await program.engine.take(AskReply(choice: .skip), toAsk: other.id) == .kept(ReplyReceipt()))
        program.clock.move(to: "2026-11-22T20:00:06Z")
        try await program.live()
        #expect(try await asked(program).values.allSatisfy { $0 == 1 })
        _ = try await program.engine.take(AskReply(choice: .answer, answers: ["take_along": "the song"]), toAsk: ask.id)
        #expect(try await program.store.ask(ask.id)?.state == .late)
    }

    @Test func `S2-2: a questionnaire with more than one question is refused at its line`() async throws {
        let refused = await #expect(throws: Diagnostics.self) {
            _ = try await InventedProgram { path, text in
                path == "Jobs/after-meeting.yaml"
                    ? text.replacing("questionnaire: after-circle ", with: "questionnaire: evening ") : text
            }
        }
        let words = refused.map { "\($0)" } ?? ""
        #expect(words.contains("expected one question, and 'evening' has"), "\(words)")
    }
}
