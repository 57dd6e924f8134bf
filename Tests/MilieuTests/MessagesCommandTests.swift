import Community
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// `milieu messages` as a user runs it.
@Suite struct MessagesCommandTests {
    @Test(.timeLimit(.minutes(5))) func `a message is shown as somebody would get it`() async throws {
        let program = try ProgramFolder()
        let usual = try await program.run("messages", "preview", "check-in.evening")
        #expect(usual.status == 0, "\(usual.err)")
        for words in [
            "check-in.evening in en, for the example 'usual'",
            "OUTSIDE, as on a lock screen\n  A question for this evening",
            "INSIDE, after opening\n  Hi Ana, how was today?", "BUTTONS\n  Answer: https://example.org/a/x",
            "as SMS: GSM-7, 1 segment, 101 of 160", "thread check-in",
        ] {
            #expect(usual.out.contains(words), "\(usual.out)")
        }
        let arabic = try await program.run(
            "messages", "preview", "check-in.evening", "--locale", "ar", "--example", "right-to-left", "--json")
        #expect(arabic.out.contains("\"language\": \"ar\"") && arabic.out.contains("\"alphabet\": \"UCS-2\""))
        #expect(arabic.out.contains("dir=\\\"rtl\\\""))
        let fallback = try await program.run("messages", "preview", "check-in.evening", "--locale", "fi")
        #expect(fallback.out.contains("in en (none of the languages asked for)"))
        let nobody = try await program.run("messages", "preview", "check-in.evening", "--example", "no-name")
        #expect(nobody.status == 0 && nobody.out.contains("Hi, how was today?"), "\(nobody.out)")
        let path = "Config/messages/check-in.evening.yaml"
        let text = try String(contentsOfFile: "\(program.folder.path)/\(path)", encoding: .utf8)
        try program.folder.write(
            text.replacing("preferred_name: { example", with: "preferred_name: { required: true, example"), to: path)
        let needed = try await program.run("messages", "preview", "check-in.evening", "--example", "no-name")
        #expect(needed.status == 1)
        #expect(needed.out.contains("needs 'member.preferred_name', which is empty"))
    }

    @Test(.timeLimit(.minutes(5))) func `a message is shown as a member gets it, by a channel and as a page`()
        async throws
    {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let page = program.folder.path + "/page.html"
        let shown = try await program.run(
            "messages", "preview", "goals.review-invite", "--member", "ana", "--channel", "screen", "--html", page)
        #expect(shown.status == 0, "\(shown.err)")
        #expect(shown.out.contains("for member ana") && shown.out.contains("CHANNEL screen\n"), "\(shown.out)")
        #expect(try String(contentsOfFile: page, encoding: .utf8).contains("<a href=\"https://example.org/a/x\">"))
    }

    @Test(.timeLimit(.minutes(5))) func `a message in none of the reader's languages is told and counted`() async throws
    {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let store = try await program.open()
        let now = Instant(seconds: 1_800_000_000)
        try await store.addMessage(
            OutboxMessage(
                id: "0a", run: "r", job: "j", step: "s", member: MemberID("ana"), channel: "screen",
                message: MessageID("group.today"), values: [:], ask: nil, purpose: nil, dueAt: now,
                expiresAt: now + .hours(1), createdAt: now))
        let claims = try await store.claimMessages(
            limit: 1, now: now, lease: Lease(owner: "one", until: now + .seconds(30)))
        let claim = try #require(claims.first)
        let to = ContactPoint(channel: "screen", address: "ana")
        _ = try await store.keepPayloads([
            FreshPayload(id: "0a", epoch: claim.epoch, to: to, bytes: [1], fallbackLanguage: "en")
        ])
        #expect(try await program.run("status").out.contains("not in the reader's language: 1 in en"))
        let shown = try await program.run("deliveries", "show", "0a")
        #expect(shown.out.contains("written in 'en', which is none of their languages"), "\(shown.err)")
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (["messages", "preview", "check-in.evenin"], Int32(1), "did you mean 'check-in.evening'?"),
            (["messages", "preview", "group.today", "--channel", "screem"], 1, "did you mean 'screen'?"),
            (
                ["messages", "preview", "group.today", "--member", "a", "--example", "emoji"], 64,
                "a member or an example"
            ),
            (["messages", "lint", "nowhere.yaml"], 64, "there is no file 'nowhere.yaml'"),
            (["messages", "preview", "group.today", "--example", "emojy"], 64, "did you mean 'emoji'?"),
        ])
    func `a wrong command says what is wrong`(arguments: [String], status: Int32, words: String) async throws {
        let program = try ProgramFolder()
        let ended = try await program.run(arguments)
        #expect(ended.status == status)
        #expect(ended.err.contains(words), "\(ended.err)")
    }

    @Test(.timeLimit(.minutes(5)))
    func `lint passes the shipped messages, and shows what is wrong with another at its line`()
        async throws
    {
        let program = try ProgramFolder()
        let fine = try await program.run("messages", "lint", "--strict")
        #expect(fine.status == 0, "\(fine.out)")
        try program.folder.write(
            "fields: { x: { required: true, example: a } }\nen:\n  outside: { subject: Hi }\n  inside: |\n    An addict and {{x}}.\n",
            to: "Config/messages/wrong.yaml")
        let wrong = try await program.run("messages", "lint", "Config/messages/wrong.yaml")
        #expect(wrong.status == 3)
        #expect(
            wrong.out.contains("Config/messages/wrong.yaml:5:8: error: 'addict' is a term to avoid"), "\(wrong.out)")
        #expect(wrong.out.contains("has no text in 'pt', which the program uses"))
        try program.folder.write(
            "en:\n  outside: { subject: Hi }\n  inside: Hi\n", to: "Config/messages/wrong.yaml")
        let listed = try await program.run("messages", "list", "--json")
        #expect(listed.out.contains("\"id\": \"wrong\""), "\(listed.err)")
        #expect(listed.out.contains("\"missing_languages\": [\n      \"pt\",\n      \"pl\",\n      \"ar\"\n    ]"))
    }
}
