import Community
import Foundation
import Messages
import Persistence
import Scheduling
import TestSupport
import Testing

/// What must not lose a message, from a job to the sentence that a counselor reads: real servers that misbehave, and people
/// whose rows are not as they should be.
@Suite(.timeLimit(.minutes(5))) struct BadInputTests {
    private static let script = Repository.root + "/Tests/DeliveryTests/Fixtures/faulty_server.py"

    /// A person with a channel of their own, and what becomes of their message.
    private struct Row {
        let person: String
        let channel: String
        let address: String
        let state: DeliveryState
        /// Parts of what `milieu deliveries explain` says.
        let says: [String]

        init(_ person: String, _ channel: String, address: String? = nil, _ state: DeliveryState, _ says: String...) {
            self.person = person
            self.channel = channel
            self.address = address ?? person
            self.state = state
            self.says = says
        }
    }

    private static func rows(port: Int, closed: Int) -> [Row] {
        let server = "http://127.0.0.1:\(port)"
        // One that never answers is not waited for; all others may take their time.
        func patience(_ url: String) -> String { url.hasSuffix("/silent") ? "1s" : "20s" }
        func webhook(_ url: String) -> String {
            """
            kind: webhook
                url: \(url)
                timeout: \(patience(url))
                secret: whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldA==
            """
        }
        func slack(_ path: String) -> String {
            "kind: slack\n    webhook: \(server)\(path)\n    timeout: \(patience(path))"
        }
        return [
            Row("fine", webhook("\(server)/fine"), .delivered, "nothing; it arrived"),
            Row(
                "down", webhook("http://127.0.0.1:\(closed)/"), .retrying, "why: no connection to 127.0.0.1",
                "it is tried again at"),
            Row(
                "slow", webhook("\(server)/silent"), .retrying,
                "why: 127.0.0.1 did not answer after everything was sent", "it is tried again at"),
            Row(
                "slow-chat", slack("/silent"), .held, "why: 127.0.0.1 did not answer after everything was sent",
                "ask slow-chat whether it arrived; if not: milieu deliveries retry"),
            Row("half", webhook("\(server)/half-body"), .delivered, "nothing; it arrived"),
            Row(
                "half-chat", slack("/half-body"), .held,
                "why: Slack answered 200, but not as it does for a message that it took", "ask half-chat"),
            Row("more", webhook("\(server)/more-than-said"), .delivered, "nothing; it arrived"),
            Row(
                "two-lengths", webhook("\(server)/two-lengths"), .delivered, "nothing; it arrived"),
            Row(
                "redirect", webhook("\(server)/redirect"), .retrying,
                "why: the platform answered 302: it leads elsewhere, where no message follows",
                "it is tried again at"),
            Row(
                "nowhere", webhook("https://nobody.invalid/"), .retrying,
                "why: the name 'nobody.invalid' could not be found"),
            Row(
                "archived", slack("/services/archived"), .held,
                "why: the channel 'archived' is disabled: Slack answered 200: channel_is_archived",
                "mend the channel 'archived', then: milieu deliveries release --channel archived"),
            Row(
                "strange", slack("/services/moved"), .dead, "why: Slack answered 200: invalid_blocks_or_so",
                "reach strange another way"),
            Row(
                "flow", "kind: teams\n    webhook: \(server)/flow", .dead, "why: Teams answered",
                "reach flow another way"),
            Row(
                "blocked", "kind: telegram\n    token: \"1000:example\"\n    api: \(server)", address: "4711", .dead,
                "why: Telegram answered 403: the bot was blocked, or never written to",
                "gone: blocked reaches blocked no more", "milieu deliveries release --member blocked"),
            Row(
                "letters",
                "kind: email\n    host: 127.0.0.1\n    port: \(closed)\n    tls: none\n    from: hello@riverside.test",
                address: "\"ana@riverside.test\r\nRCPT TO:<somebody@riverside.test>\"", .dead,
                "why: the person's e-mail address cannot be used: ", "reach letters another way"),
        ]
    }

    private func write(_ rows: [Row], to program: ProgramFolder, unnamed: Set<String> = []) throws {
        let header =
            "id,preferred_name,languages,roles,channel,address,fallback,time_zone,quiet_start,quiet_end,consents\n"
        // Half a day away, so that nothing waits for it.
        let hour = (Int(Date().timeIntervalSince1970) / 3_600 + 12) % 24
        let quiet = "Etc/UTC,\(hour < 10 ? "0" : "")\(hour):00,\(hour < 10 ? "0" : "")\(hour):01"
        let people = rows.map { row in
            let name = unnamed.contains(row.person) ? "" : row.person.capitalized
            let fallback = row.person == "rescued" ? "screen rescued" : ""
            return "\(row.person),\(name),en,member,\(row.person),\(row.address),\(fallback),\(quiet),reminders\n"
        }
        // Who looks it up is sent nothing.
        let desk = "desk,Desk,en,counselor,,,,\(quiet),\n"
        try program.folder.write(header + people.joined() + desk, to: "Config/people.csv")
    }

    private func program(_ rows: [Row]) async throws -> ProgramFolder {
        let program = try ProgramFolder()
        let path = "Config/milieu.yaml"
        let text = try String(contentsOfFile: "\(program.folder.path)/\(path)", encoding: .utf8)
        let channels = rows.map { "  \($0.person):\n    \($0.channel)\n" }.joined()
        try program.folder.write(
            text.replacing("allow: []", with: "allow: [127.0.0.1]")
                .replacing("    kind: screen\n", with: "    kind: screen\n" + channels), to: path)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(program.folder.path)/Jobs") {
            try FileManager.default.removeItem(atPath: "\(program.folder.path)/Jobs/\(name)")
        }
        try program.folder.write(
            """
            id: circle
            name: Circle
            on: { manual: {} }
            steps:
              - uses: reminder.send
                with: { message: group.today, expires_after: 6h }
            """, to: "Jobs/circle.yaml")
        try write(rows, to: program)
        return program
    }

    @Test func `every bad endpoint and address has a verdict, a reason, and a way on`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        // Taken, and closed again with this scope's end: nobody listens there.
        let closed = try ScriptedServer(script: Self.script, arguments: ["http"]).port
        var rows = Self.rows(port: server.port, closed: closed)
        let broken = rows.removeLast()
        rows += [broken]
        rows.append(
            Row("rescued", broken.channel, address: broken.address, .delivered, "tried: rescued, which did not work"))
        let program = try await program(rows)
        let imported = try await program.run("members", "import", "Config/people.csv", "--apply")
        #expect(imported.status == 0, Comment(rawValue: imported.err))
        let ran = try await program.run("run", "circle")
        #expect(ran.out.contains("succeeded"), Comment(rawValue: ran.out + ran.err))
        let store = try await program.open()
        let messages = try await store.messages(limit: 100).filter { $0.message == MessageID("group.today") }
        // Nothing is lost, and nothing is there twice.
        #expect(messages.map(\.member.rawValue).sorted() == rows.map(\.person).sorted())
        for row in rows {
            let message = try #require(messages.first { $0.member.rawValue == row.person })
            #expect(message.state == row.state, "\(row.person): \(message.state), \(message.reason ?? "")")
            let explained = try await program.run("deliveries", "explain", message.id, "--as", "desk")
            for words in row.says { #expect(explained.out.contains(words), "\(row.person): \(explained.out)") }
            #expect(message.state == .delivered || message.reason?.isEmpty == false)
        }
        // What had ended stays ended, what is to be decided waits for it, and no request went to where a redirect led.
        _ = try await program.run("run", "--due")
        let later = try await store.messages(limit: 100).filter { $0.message == MessageID("group.today") }
        for message in messages where [.delivered, .dead, .held].contains(message.state) {
            #expect(later.first { $0.id == message.id }?.state == message.state)
        }
        #expect(!ran.out.contains("riverside.test") && !ran.err.contains("riverside.test"))
    }

    @Test func `who lacks what a message needs is left out, and told so, when planned and when sent`() async throws {
        let server = try ScriptedServer(script: Self.script, arguments: ["http"])
        let rows = Array(Self.rows(port: server.port, closed: server.port).prefix(1))
        let program = try await program(rows)
        let message = try String(
            contentsOfFile: "\(program.folder.path)/Config/messages/group.today.yaml", encoding: .utf8)
        try program.folder.write(
            message.replacing("preferred_name: { example", with: "preferred_name: { required: true, example"),
            to: "Config/messages/group.today.yaml")
        try write(rows, to: program, unnamed: ["fine"])
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        #expect(try await program.run("run", "circle").status == 0)
        let store = try await program.open()
        #expect(try await store.messages(limit: 10).isEmpty)
        let why = try await program.run("why", "circle", "--member", "fine", "--as", "desk")
        #expect(why.out.contains("message group.today needs 'member.preferred_name', which is empty"), "\(why.out)")
        // The name goes between the plan and the sending.
        try write(rows, to: program)
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        try program.folder.write("", to: "Config/STOP")
        _ = try await program.run("run", "circle")
        try write(rows, to: program, unnamed: ["fine"])
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        try FileManager.default.removeItem(atPath: program.folder.path + "/Config/STOP")
        let sent = try #require(try await store.messages(limit: 10).first)
        #expect(try await store.replay([sent.id], at: sent.createdAt) == [] || sent.state == .queued)
        _ = try await program.run("run", "--due")
        let ended = try #require(try await store.message(sent.id))
        #expect(ended.state == .cancelled)
        let explained = try await program.run("deliveries", "explain", sent.id, "--as", "desk")
        #expect(
            explained.out.contains("why: message group.today needs 'member.preferred_name', which is empty"),
            "\(explained.out)")
    }
}
