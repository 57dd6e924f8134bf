import Community
import Foundation
import Messages
import Persistence
import TestSupport
import Testing

/// Messages that change or take back what has arrived, and a chat that got another address: from a job to the platforms.
@Suite(.timeLimit(.minutes(5))) struct RevisionTests {
    private static let script = Repository.root + "/Tests/DeliveryTests/Fixtures/chat_platforms.py"

    private func program(port: Int) async throws -> ProgramFolder {
        let program = try ProgramFolder()
        let server = "http://127.0.0.1:\(port)"
        let path = "Config/milieu.yaml"
        let text = try String(contentsOfFile: "\(program.folder.path)/\(path)", encoding: .utf8)
        let channels = """
              tg: { kind: telegram, token: "1000:example", api: "\(server)" }
              grown: { kind: telegram, token: "2000:example", api: "\(server)" }
              late: { kind: telegram, token: "3000:example", api: "\(server)" }
              dc: { kind: discord, webhook: "\(server)/api/webhooks/1/example" }
              mx: { kind: matrix, homeserver: "\(server)", token: syt_example }
              gate: { kind: webhook, url: "\(server)/gate", secret: whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldA== }

            """
        try program.folder.write(
            text.replacing("allow: []", with: "allow: [127.0.0.1]")
                .replacing("    kind: screen\n", with: "    kind: screen\n" + channels), to: path)
        let hour = (Int(Date().timeIntervalSince1970) / 3_600 + 12) % 24
        let quiet = "Etc/UTC,\(hour < 10 ? "0" : "")\(hour):00,\(hour < 10 ? "0" : "")\(hour):01"
        let addresses = [
            ("tg", "4711"), ("grown", "-1001"), ("late", "4712"), ("dc", "x"), ("mx", "!room:riverside.test"),
            ("gate", "x"),
        ]
        try program.folder.write(
            "id,languages,roles,channel,address,time_zone,quiet_start,quiet_end,consents\n"
                + addresses.map { "\($0),en,member,\($0),\($1),\(quiet),reminders\n" }.joined()
                + "otto,en,operator staff,screen,otto,,,,\n", to: "Config/people.csv")
        try program.folder.write(
            """
            id: circle.place
            description: Where the circle meets.
            replaces: circle
            fields:
              place: { required: true, example: "Room 1" }
            en:
              outside: { subject: "Where we meet" }
              inside: |
                We meet in {{place}}.
            """, to: "Config/messages/circle.place.yaml")
        for (job, place) in [("first", "Room 1"), ("second", "Room 2")] {
            try program.folder.write(
                """
                id: \(job)
                name: \(job)
                on: { manual: {} }
                audience: { roles: [member] }
                steps:
                  - uses: reminder.send
                    with: { message: circle.place, expires_after: 6h, values: { place: "\(place)" } }
                """, to: "Jobs/\(job).yaml")
        }
        let imported = try await program.run("members", "import", "Config/people.csv", "--apply")
        guard imported.status == 0 else { throw Failure(words: imported.err) }
        return program
    }

    private struct Failure: Error { let words: String }

    /// The requests of one run, by the platform's paths.
    private func requests(_ count: Int, to server: ScriptedServer) -> [String] {
        (0..<count).compactMap { _ in server.line() }
    }

    @Test func `a newer message changes what has arrived, where the platform can, and staff take it back`() async throws
    {
        let server = try ScriptedServer(script: Self.script)
        let program = try await program(port: server.port)
        let first = try await program.run("run", "first")
        #expect(first.out.contains("succeeded"), Comment(rawValue: first.out + first.err))
        // Six messages, one of them twice: to the group's old address, and to its new one.
        let sent = requests(7, to: server)
        #expect(sent.filter { $0.contains("bot2000") && $0.contains("-1001") }.count == 1)
        #expect(sent.filter { $0.contains("bot2000") && $0.contains("-1002") }.count == 1)
        #expect(first.out.contains("A chat has another address"))
        #expect(first.out.contains("Write -1002 where the old one stands"))
        let second = try await program.run("run", "second")
        #expect(second.out.contains("succeeded"), Comment(rawValue: second.out + second.err))
        #expect(!second.out.contains("A chat has another address"))
        // One of them twice: it cannot be changed, and is said anew.
        let changed = requests(7, to: server)
        /// Of the requests, those that have all of the words.
        func having(_ words: String...) -> [String] { changed.filter { line in words.allSatisfy(line.contains) } }
        #expect(
            having("POST /bot1000:example/editMessageText", "Room 2", #""chat_id":4711"#, #""message_id":"#).count == 1,
            "\(changed)")
        #expect(
            having("POST /bot2000:example/editMessageText", "Room 2", #""chat_id":-1002"#).count == 1,
            "\(changed)")
        #expect(
            having("POST /bot3000:example/editMessageText", "Room 2").count == 1,
            "\(changed)")
        #expect(
            having("POST /bot3000:example/sendMessage", "Update: Where we meet", "Room 2").count == 1,
            "\(changed)")
        #expect(
            having("PATCH /api/webhooks/1/example/messages/", "Room 2").count == 1,
            "\(changed)")
        #expect(
            having("PUT /_matrix/client/v3/rooms/", "m.replace", "Room 2").count == 1,
            "\(changed)")
        #expect(
            having("POST /gate", "Update: Where we meet", "Room 2").count == 1,
            "\(changed)")

        let store = try await program.open()
        let messages = try await store.messages(limit: 50).filter { $0.message == MessageID("circle.place") }
        #expect(messages.count == 12 && messages.allSatisfy { $0.state == .delivered })
        let changedFirst = try #require(messages.first { $0.job == "first" && $0.via == "tg" })
        let told = try await program.run("deliveries", "explain", changedFirst.id)
        #expect(told.out.contains("why: it was changed to what message "))

        let second1 = messages.filter { $0.job == "second" }
        let ids = second1.filter { ["tg", "dc", "mx", "grown"].contains($0.via) }.map(\.id)
        let cancelled = try await program.run(["deliveries", "cancel"] + ids)
        #expect(cancelled.status == 0, Comment(rawValue: cancelled.out + cancelled.err))
        let unable = try #require(second1.first { $0.via == "gate" })
        let refused = try await program.run("deliveries", "cancel", unable.id)
        #expect(
            refused.status != 0 && refused.err.contains("it arrived, and 'gate' cannot take it back; say it in person")
        )
        #expect(try await program.run("run", "--due").status == 0)
        let back = requests(4, to: server)
        #expect(back.contains { $0.contains("/bot1000:example/deleteMessage") && $0.contains(#""chat_id":4711"#) })
        #expect(back.contains { $0.contains("/bot2000:example/deleteMessage") && $0.contains(#""chat_id":-1002"#) })
        #expect(back.contains { $0.hasPrefix("DELETE /api/webhooks/1/example/messages/") })
        #expect(back.contains { $0.hasPrefix("PUT /_matrix/client/v3/rooms/") && $0.contains("/redact/%24event") })
        for id in ids {
            let gone = try await program.run("deliveries", "explain", id)
            #expect(gone.out.contains("why: it was taken back; who had read it before has read it"))
        }
        // There is nothing left to take back.
        let again = try await program.run(["deliveries", "cancel"] + ids.prefix(1))
        #expect(again.status != 0)
    }
}
