import ChildProcesses
import Foundation
import TestSupport
import Testing

/// `milieu channels` as a user runs it.
@Suite struct ChannelCommandTests {
    private struct Request: Decodable {
        let method: String
        let url: String
        let headers: [String: String]
        let body: String
    }

    private func preview(_ folder: ProgramFolder, _ channel: String, to: String? = nil) async throws -> [Request] {
        let ended = try await folder.run(
            "channels", "preview", channel, "--title", "Hello", "--body", "Good **evening**", "--json")
        guard ended.status == 0 else { throw CocoaError(.featureUnsupported, userInfo: ["said": ended.err]) }
        return try JSONDecoder().decode([Request].self, from: Data(ended.out.utf8))
    }

    @Test(.timeLimit(.minutes(5)))
    func `add prints a block without the secret, which goes to a file of its own, and touches no file of the user's`()
        async throws
    {
        let folder = try ProgramFolder()
        let before = try String(contentsOfFile: folder.folder.path + "/Config/milieu.yaml", encoding: .utf8)
        let secret = folder.folder.path + "/letters.secret"
        let added = try await folder.run(
            "channels", "add", "letters", "mailtos://ana:qu%2Fiet@example.org/bob+x@example.org?format=html",
            "--secret-file", secret)
        #expect(added.status == 0, "\(added.err)")
        #expect(
            added.out == """
                  letters:
                    kind: email
                    host: example.org
                    port: 587
                    tls: starttls
                    username: ana
                    from: ana@example.org
                    # password: in the file that MILIEU_CHANNELS_LETTERS_PASSWORD_FILE names

                """)
        #expect(added.err.contains("Read as Apprise: kind email, host example.org"))
        #expect(added.err.contains("password <redacted>") && !added.err.contains("qu/iet"))
        #expect(added.err.contains("note: has no counterpart here: 'format'"))
        #expect(added.err.contains("note: recipients are not taken over"))
        #expect(added.err.contains("MILIEU_CHANNELS_LETTERS_PASSWORD_FILE=\(secret)"))
        #expect(try String(contentsOfFile: secret, encoding: .utf8) == "qu/iet\n")
        let mode = try FileManager.default.attributesOfItem(atPath: secret)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try String(contentsOfFile: folder.folder.path + "/Config/milieu.yaml", encoding: .utf8) == before)

        let again = try await folder.run(
            "channels", "add", "letters", "mailtos://ana:quiet@example.org", "--secret-file", secret)
        #expect(again.status == 1 && again.err.contains("cannot write '\(secret)': File exists"))

        try folder.folder.write(before + added.out, to: "Config/milieu.yaml")
        let listed = try await folder.run(
            "channels", "list", through: ["/usr/bin/env", "MILIEU_CHANNELS_LETTERS_PASSWORD_FILE=\(secret)"])
        #expect(listed.status == 0)
        #expect(listed.out.contains("letters  email   members  example.org:587 ("), "\(listed.out)")
        let taken = try await folder.run("channels", "add", "letters", "mailtos://ana:quiet@example.org")
        #expect(
            taken.status == 64 && taken.err.contains("there is a channel 'letters' already, at Config/milieu.yaml:"))
    }

    @Test(.timeLimit(.minutes(5))) func `list tells why a channel cannot be used`() async throws {
        let folder = try ProgramFolder()
        let path = folder.folder.path + "/Config/milieu.yaml"
        let before = try String(contentsOfFile: path, encoding: .utf8)
        try folder.folder.write(
            before + "  hook: { url: \"jsons://example.org/quiet\" }\n  bad: { url: \"slack://quiet\" }\n",
            to: "Config/milieu.yaml")
        let listed = try await folder.run("channels", "list", "--json")
        #expect(listed.status == 0)
        #expect(
            listed.out.contains("\"reason\": \"channels.hook: missing required setting 'secret'\""), "\(listed.out)")
        #expect(listed.out.contains("\"reason\": \"channels.bad.url: expected three tokens"))
        #expect(!listed.out.contains("quiet"))
    }

    @Test(.timeLimit(.minutes(5))) func `preview prints the requests and sends nothing`() async throws {
        let folder = try ProgramFolder()
        let mail = try #require(try await preview(folder, "mailtos://ana:quiet@example.org/bob+x@example.org").first)
        #expect(mail.method == "SMTP" && mail.url == "smtp://example.org:587")
        #expect(mail.headers["To"] == "<bob+x@example.org>" && mail.headers["Subject"] == "Hello")
        #expect(mail.body.contains("Good ") && !mail.body.contains("quiet"))
        let hook = try #require(try await preview(folder, "jsons://ana:quiet-word@example.org/a?-key=kept-quiet").first)
        #expect(hook.method == "POST" && hook.url == "https://example.org/a?key=kept-quiet")
        #expect(hook.headers["authorization"] == "Basic " + Data("ana:quiet-word".utf8).base64EncodedString())
        #expect(hook.headers["webhook-id"]?.hasPrefix("msg_") == true)
        let screen = try #require(try await preview(folder, "screen").first)
        #expect(screen.method == "SHOW" && screen.body.contains("Hello"))
    }

    @Test(.timeLimit(.minutes(5))) func `without json secrets are masked unless they are asked for`() async throws {
        let folder = try ProgramFolder()
        let url = "jsons://ana:quiet-word@example.org/a?-key=kept-quiet"
        let masked = try await folder.run("channels", "preview", url, "--title", "Hello", "--body", "Hi")
        #expect(masked.status == 0)
        #expect(masked.out.hasPrefix("POST https://example.org/a?key=<redacted>\n"))
        #expect(masked.out.contains("authorization: <redacted>"))
        #expect(!(masked.out + masked.err).contains("quiet"))
        #expect(masked.err.contains("1 request; nothing was sent"))
        let shown = try await folder.run(
            "channels", "preview", url, "--title", "Hello", "--body", "Hi", "--show-secrets")
        #expect(shown.out.contains("key=kept-quiet"))
    }

    @Test(.timeLimit(.minutes(5))) func `words of an address are masked in it, and nowhere else`() async throws {
        let folder = try ProgramFolder()
        let ended = try await folder.run(
            "channels", "preview", "https://json.example.org/json/k3pt-quiet?template=json", "--title", "json",
            "--body", "Hi")
        #expect(ended.status == 0, "\(ended.err)")
        #expect(
            ended.out.hasPrefix("POST https://json.example.org/<redacted>/<redacted>?template=<redacted>\n"),
            "\(ended.out)")
        #expect(ended.out.contains("content-type: application/json") && ended.out.contains(#""subject":"json""#))
        #expect(!ended.out.contains("k3pt"))
    }

    @Test(.timeLimit(.minutes(5))) func `a user and a password go in a header, and to no other platform`() async throws
    {
        let folder = try ProgramFolder()
        let path = folder.folder.path + "/Config/milieu.yaml"
        let before = try String(contentsOfFile: path, encoding: .utf8)
        try folder.folder.write(
            before + """
                  hook: { kind: webhook, url: "https://ana:pw%40x@example.org/h", secret: whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldA== }
                  team: { kind: slack, webhook: "https://ana:pw@hooks.slack.com/services/T0/B0/x" }

                """, to: "Config/milieu.yaml")
        let hook = try #require(try await preview(folder, "hook").first)
        #expect(hook.url == "https://example.org/h")
        #expect(hook.headers["authorization"] == "Basic " + Data("ana:pw@x".utf8).base64EncodedString())
        let listed = try await folder.run("channels", "list")
        #expect(listed.out.contains("hook     webhook  members  example.org"), "\(listed.out)")
        #expect(listed.out.contains("expected an address without a user and a password before '@'"), "\(listed.out)")
        #expect(!listed.out.contains("pw"))
    }

    @Test(.timeLimit(.minutes(5))) func `a block without an agreement says so`() async throws {
        let folder = try ProgramFolder()
        let url = "slack://xoxb-100-example/#general"
        let without = try await folder.run("channels", "add", "team", url, "--for", "staff")
        #expect(without.status == 0 && without.err.contains("note: 'agreement' says none"), "\(without.err)")
        let with = try await folder.run(
            "channels", "add", "team", url, "--for", "staff", "--agreement", "contract of 2026-03-01")
        #expect(with.status == 0 && !with.err.contains("'agreement' says none"))
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            "slack://T0000/B0000/quietquiet", "slack://xoxb-100-quiet/#general", "discord://100200300/quietquiet",
            "workflows://example.org/quietflow/quiet", "mmosts://example.org/quiet1?to=town",
            "tgram://1000:quiet-quiet/42", "matrixs://quiet@example.org/!a:x", "ntfys://tk_quiet@example.org/one",
            "ntfys://ana:quiet%2Fquiet@example.org/one", "jsons://example.org/quiet?-a=quiet",
            "mailtos://ana:quiet@example.org/bob@example.test", "https://hc-ping.com/quiet-quiet",
            "shoutrrr+discord://quietquiet@100200300", "telegram://1000:quiet@telegram?chats=42",
        ])
    func `a preview of every kind of channel masks its secrets`(url: String) async throws {
        let folder = try ProgramFolder()
        let ended = try await folder.run("channels", "preview", url, "--title", "Hello", "--body", "Good evening")
        #expect(ended.status == 0, "\(ended.err)")
        #expect(ended.out.contains("Hello"))
        #expect(!(ended.out + ended.err).contains("quiet"), "\(ended.out)\n\(ended.err)")
        #expect(try await !preview(folder, url).isEmpty)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (["preview", "ntfy://push.example.org/one"], "error: this URL can be read in 2 ways:"),
            (["preview", "ntfy://push.example.org/one"], "to mean this, write shoutrrr+ntfy://…"),
            (["preview", "mailtos://ana:qui/et-word@example.org"], "URL:1:15: error: expected a port"),
            (["preview", "pover://quiet-word@quiet-word"], "there is no channel for Pushover"),
            (["preview", "nowhere"], "no channel 'nowhere' in Config/milieu.yaml"),
            (["preview", "scren"], "did you mean 'screen'?"),
        ])
    func `an address that is not clear is told about, without what is secret`(arguments: [String], words: String)
        async throws
    {
        let folder = try ProgramFolder()
        let ended = try await folder.run("channels", arguments[0], arguments[1], "--title", "T", "--body", "B")
        #expect(ended.status == (arguments[1].contains("://") ? 64 : 1))
        #expect(ended.err.contains(words), "\(ended.err)")
        #expect(!ended.err.contains("et-word") && ended.out.isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func `on a terminal the question is asked`() async throws {
        let folder = try ProgramFolder()
        let command =
            "\(ProgramFolder.program) channels preview https://chat.example.org/hooks/abcdefghijklmnopqrstuvwxyz --title T --body B --json"
        let process = try ChildProcess(
            ["/usr/bin/script", "-qec", command, "/dev/null"], in: folder.folder.path, input: .pipe, output: .pipe,
            errors: .inherited)
        let lines = LineReader(process.output)
        var said: [String] = []
        // What is typed once the second way is shown is the answer to the question after it.
        while let line = lines.next() {
            said.append(line)
            if line.contains("write webhook+https://") {
                try process.input?.write(contentsOf: Data("2\n".utf8))
            }
        }
        let text = said.joined(separator: "\n")
        #expect(text.contains("Which one, 1 to 2?"), "\(text)")
        #expect(process.wait() == 0 && text.contains("\"webhook-id\""), "\(text)")
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [("204", Int32(0)), ("500", 69), ("429", 69), ("404", 69), ("400", 5), ("410", 5)])
    func `test sends one message and tells the verdict`(answer: String, status: Int32) async throws {
        let folder = try ProgramFolder()
        let secret = "whsec_" + Data((0..<24).map { UInt8($0) }).base64EncodedString()
        let server = try ScriptedServer(
            script: Repository.root + "/Tests/DeliveryTests/Fixtures/http_sink.py", arguments: [secret, answer])
        let path = folder.folder.path + "/Config/milieu.yaml"
        let before = try String(contentsOfFile: path, encoding: .utf8)
        try folder.folder.write(
            before.replacing("allow: []", with: "allow: [127.0.0.1]")
                + "  hook: { url: \"json://127.0.0.1:\(server.port)/hook/kept-quiet\" }\n", to: "Config/milieu.yaml")
        let ended = try await folder.run(
            "channels", "test", "hook", "--to", "ana",
            through: ["/usr/bin/env", "MILIEU_CHANNELS_HOOK_SECRET=\(secret)"])
        #expect(ended.status == status, "\(ended.err)")
        let line = try #require(server.line())
        #expect(line.contains("Test message") && line.contains("\"genuine\": true"))
        #expect(ended.out.contains("127.0.0.1 (") == (status == 0))
        #expect(ended.out.contains(") took the message") == (status == 0))
        #expect(ended.err.contains("the platform answered \(answer)") == (status != 0))
        #expect(!(ended.out + ended.err).contains("quiet"))
    }
}
