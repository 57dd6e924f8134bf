import Foundation
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// Mails over relays that are not ours: a whole one, one with a provider of tokens, and some that misbehave.
@Suite struct MailRelayTests {
    private let driver = MailFixture.driver()

    private static func sink(_ arguments: String...) throws -> ScriptedServer {
        try ScriptedServer(script: MailFixture.folder + "/smtp_sink.py", arguments: arguments)
    }

    private static func faulty(_ arguments: String...) throws -> ScriptedServer {
        try ScriptedServer(script: MailFixture.folder + "/faulty_relay.py", arguments: arguments)
    }

    // MARK: Through a whole relay

    @Test(.timeLimit(.minutes(5))) func `a mail passes a real relay by STARTTLS, and its signature holds`() async throws
    {
        let folder = try TemporaryFolder()
        let (cert, key) = try MailFixture.certificate(in: folder)
        let (dkimFile, record) = try MailFixture.dkimKey("rsa", ["-pkeyopt", "rsa_keygen_bits:2048"], in: folder)
        let end = try Self.sink("plain")
        let relay = try RealRelay(certificate: cert, key: key, next: end.port)
        let channel = try MailFixture.channel(port: relay.port) {
            $0.tls = .starttls
            $0.caFile = cert
            $0.bounces = "bounce@riverside.example"
            $0.dkim = EmailDKIMSettings()
            $0.dkim?.domain = "riverside.example"
            $0.dkim?.selector = "s1"
            $0.dkim?.keyFile = dkimFile
        }
        let verdict = try await MailFixture.send(by: channel, over: driver)
        #expect("\(verdict)".hasPrefix("delivered"))
        let mail = try MailFixture.arrived(at: end)
        #expect(mail.to == ["ana@riverside.example"])
        #expect(MailFixture.marks.message(returnedIn: Array(mail.from.utf8)) == MailFixture.id)
        let answer = try await MailReader().read(
            Array(mail.content.utf8), keys: [("s1._domainkey.riverside.example", record)])
        #expect(answer.dkim == [true])
        #expect(answer.subject == "Pergunta – вечер" && answer.plain == "Olá Ana,\r\n.\r\ncomo correu o dia?\r\n")
        #expect(answer.headers["message-id"] == "<\(MailFixture.id)@riverside.example>")
    }

    @Test(.timeLimit(.minutes(5))) func `what a relay cannot deliver comes back to its own message`() async throws {
        let folder = try TemporaryFolder()
        let (cert, key) = try MailFixture.certificate(in: folder)
        let end = try Self.sink("plain")
        let relay = try RealRelay(certificate: cert, key: key, next: end.port)
        let channel = try MailFixture.channel(port: relay.port) {
            $0.tls = .starttls
            $0.caFile = cert
            $0.bounces = "bounce@riverside.example"
        }
        let unknown = try await MailFixture.send(
            to: MailFixture.envelope(to: "nobody@riverside.example"), by: channel, over: driver)
        guard case .recipientGone(let reason) = unknown else { throw MailFixture.Failure(description: "\(unknown)") }
        #expect(reason.hasPrefix("there is no such mailbox; the relay said 550 5.1.1 "))
        #expect(!reason.contains("nobody@"))
        // The relay takes this one, and the next server will not.
        let taken = try await MailFixture.send(
            to: MailFixture.envelope(to: "gone@riverside.example"), by: channel, over: driver)
        #expect("\(taken)".hasPrefix("delivered"))
        let report = try MailFixture.arrived(at: end)
        #expect(["", "<>"].contains(report.from))
        let bytes = Array(report.content.utf8)
        #expect(MailFixture.marks.message(returnedIn: Array(report.to.joined().utf8)) == MailFixture.id)
        #expect(MailFixture.marks.message(returnedIn: bytes) == MailFixture.id)
        let meaning = try #require(ReturnedMail.meaning(of: bytes))
        #expect(meaning.kind == .gone && meaning.reason.hasPrefix("the mail came back: there is no such mailbox; "))
    }

    // MARK: Many mails, and addresses in any script

    @Test(.timeLimit(.minutes(5))) func `a connection carries a hundred mails and no more`() async throws {
        let server = try Self.sink("plain")
        let channel = try MailFixture.channel(port: server.port)
        var ports: [Int] = []
        for _ in 0..<205 {
            #expect(try await MailFixture.send(by: channel, over: driver) == .delivered(receipt: "2.0.0 taken"))
            ports.append(try MailFixture.arrived(at: server).port)
        }
        let runs = ports.reduce(into: [(port: Int, count: Int)]()) { runs, port in
            if runs.last?.port == port { runs[runs.count - 1].count += 1 } else { runs.append((port, 1)) }
        }
        #expect(runs.map(\.count) == [100, 100, 5])
    }

    @Test(.timeLimit(.minutes(5)))
    func `an address in another script goes where it can, and is refused in words where it cannot`() async throws {
        let able = try Self.sink("plain")
        let address = "józef@bücher.example"
        let channel = try MailFixture.channel(port: able.port)
        for _ in 0..<2 {
            let verdict = try await MailFixture.send(to: MailFixture.envelope(to: address), by: channel, over: driver)
            #expect(verdict == .delivered(receipt: "2.0.0 taken"))
            let mail = try MailFixture.arrived(at: able)
            #expect(mail.to == ["józef@xn--bcher-kva.example"])
            #expect(mail.content.contains("To: <józef@xn--bcher-kva.example>"))
        }
        let unable = try Self.sink("plain", "ascii")
        let other = try MailFixture.channel(port: unable.port)
        #expect(try await MailFixture.send(by: other, over: driver) == .delivered(receipt: "2.0.0 taken"))
        let domain = try await MailFixture.send(
            to: MailFixture.envelope(to: "ana@bücher.example"), by: other, over: driver)
        #expect(domain == .delivered(receipt: "2.0.0 taken"))
        for _ in 0..<2 {
            let verdict = try await MailFixture.send(to: MailFixture.envelope(to: address), by: other, over: driver)
            #expect(
                verdict
                    == .refused(reason: "127.0.0.1 takes no address with letters other than a to z before the '@'"))
        }
    }

    // MARK: Tokens

    private static func oauth(_ first: String, _ way: String = "xoauth2") throws -> (ScriptedServer, EmailChannel) {
        let server = try ScriptedServer(
            script: MailFixture.folder + "/oauth_relay.py", arguments: [first, way],
            python: TestsEnvironment.python())
        let provider = try #require(server.line())
        let channel = try MailFixture.channel(port: server.port) {
            $0.username = "hello@riverside.example"
            $0.oauth = EmailOAuthSettings()
            $0.oauth?.tokenUrl = "http://127.0.0.1:\(provider)/token"
            $0.oauth?.clientId = "riverside"
            $0.oauth?.refreshToken = Secret("keep/me")
        }
        return (server, channel)
    }

    @Test(.timeLimit(.minutes(5))) func `a token is fetched once for many mails, and anew before it ends`() async throws
    {
        let (server, channel) = try Self.oauth("1")
        let clock = TestMonotonicClock()
        let transport = OAuthSignIn(over: driver, clock: clock)
        var lines: [String?] = []
        for step in [Duration.zero, .seconds(3_539), .seconds(2)] {
            clock.advance(by: step)
            let first = try await MailFixture.send(by: channel, over: transport)
            #expect(first == .delivered(receipt: "2.0.0 taken"))
            lines += [server.line()]
            if lines.last == "token 1" || lines.last == "token 2" { lines += [server.line()] }
        }
        #expect(lines == ["token 1", "mail token-1", "mail token-1", "token 2", "mail token-2"])
    }

    @Test(.timeLimit(.minutes(5))) func `a refused token is replaced once, and the mail goes`() async throws {
        let (server, channel) = try Self.oauth("2")
        let transport = OAuthSignIn(over: driver, clock: TestMonotonicClock())
        #expect(try await MailFixture.send(by: channel, over: transport) == .delivered(receipt: "2.0.0 taken"))
        #expect([server.line(), server.line(), server.line()] == ["token 1", "token 2", "mail token-2"])
    }

    @Test(.timeLimit(.minutes(5))) func `a second refusal stands, and a provider's no breaks the channel`() async throws
    {
        let (server, channel) = try Self.oauth("0")
        let transport = OAuthSignIn(over: driver, clock: TestMonotonicClock())
        let verdict = try await MailFixture.send(by: channel, over: transport)
        #expect(
            verdict
                == .channelBroken(reason: "127.0.0.1 refused the user name or password (535 5.7.8 the token is over)"))
        #expect([server.line(), server.line()] == ["token 1", "token 2"])
        let (provider, denied) = try Self.oauth("denied")
        let answer = try await MailFixture.send(
            by: denied, over: OAuthSignIn(over: driver, clock: TestMonotonicClock()))
        #expect(answer == .channelBroken(reason: "127.0.0.1 refused the user name or password (invalid_grant)"))
        #expect(provider.port > 0)
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["oauthbearer", "both"])
    func `a relay that knows OAUTHBEARER gets it, as RFC 7628 says`(way: String) async throws {
        let (server, channel) = try Self.oauth("2", way)
        let transport = OAuthSignIn(over: driver, clock: TestMonotonicClock())
        #expect(try await MailFixture.send(by: channel, over: transport) == .delivered(receipt: "2.0.0 taken"))
        #expect([server.line(), server.line(), server.line()] == ["token 1", "token 2", "mail bearer token-2"])
        let (refusing, other) = try Self.oauth("0", way)
        let verdict = try await MailFixture.send(
            by: other, over: OAuthSignIn(over: driver, clock: TestMonotonicClock()))
        #expect(
            verdict
                == .channelBroken(reason: "127.0.0.1 refused the user name or password (535 5.7.8 the token is over)"))
        #expect([refusing.line(), refusing.line()] == ["token 1", "token 2"])
    }

    @Test(.timeLimit(.minutes(5))) func `many mails that need a token at once wait for one`() async throws {
        let (server, channel) = try Self.oauth("1")
        let transport = OAuthSignIn(over: driver, clock: TestMonotonicClock())
        let verdicts = try await withThrowingTaskGroup(of: Verdict.self) { group in
            for _ in 0..<8 { group.addTask { try await MailFixture.send(by: channel, over: transport) } }
            return try await group.reduce(into: [Verdict]()) { $0.append($1) }
        }
        #expect(verdicts == Array(repeating: .delivered(receipt: "2.0.0 taken"), count: 8))
        let lines = (0..<9).map { _ in server.line() }
        #expect(lines == ["token 1"] + Array(repeating: "mail token-1", count: 8))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a provider that does not answer costs a retry, and never counts as sent`() async throws {
        let channel = try MailFixture.channel {
            $0.username = "hello@riverside.example"
            $0.oauth = EmailOAuthSettings()
            $0.oauth?.tokenUrl = "http://127.0.0.1:1/token"
            $0.oauth?.clientId = "riverside"
            $0.oauth?.refreshToken = Secret("keep/me")
        }
        let verdict = try await MailFixture.send(
            by: channel, over: OAuthSignIn(over: driver, clock: TestMonotonicClock()))
        #expect(verdict == .retry(after: nil, reason: "no connection to 127.0.0.1"))
    }

    // MARK: Relays that misbehave

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (
                "greets-busy",
                Verdict.throttled(
                    for: .seconds(300), reason: "the relay wants a rest; the relay said 421 4.3.2 come back later")
            ),
            (
                "greets-no",
                .channelBroken(reason: "the relay does not talk to this program; the relay said 554 no service here")
            ),
            (
                "sender-no",
                .channelBroken(
                    reason:
                        "the relay does not let this program's mail through; the relay said 553 5.1.8 no such sender")
            ),
            ("drops-after-text", .ambiguous(reason: "127.0.0.1 did not answer after everything was sent")),
            ("slow-after-text", .delivered(receipt: "2.0.0 taken")),
        ])
    func `each misbehaviour has a verdict and a sentence`(way: String, verdict: Verdict) async throws {
        let server = try Self.faulty(way)
        let channel = try MailFixture.channel(port: server.port) { $0.timeout = .seconds(1) }
        #expect(try await MailFixture.send(by: channel, over: driver) == verdict)
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["lies", "drops-in-text"])
    func `a relay that breaks off in the text has taken nothing`(way: String) async throws {
        let server = try Self.faulty(way)
        let channel = try MailFixture.channel(port: server.port)
        // More than the buffers between us hold.
        let long = MailFixture.message(text: String(repeating: "Uma linha de um dia comprido.\n", count: 200_000))
        let verdict = try await MailFixture.send(long, by: channel, over: driver)
        switch verdict {
        case .retry(nil, let reason): #expect(reason.hasPrefix("the relay broke off; "))
        case .ambiguous: break
        default: Issue.record("\(verdict)")
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a relay that says nothing is left after its time`() async throws {
        let server = try Self.faulty("silent")
        let channel = try MailFixture.channel(port: server.port) { $0.timeout = .seconds(1) }
        #expect(
            try await MailFixture.send(by: channel, over: driver)
                == .retry(after: nil, reason: "no connection to 127.0.0.1"))
    }

    @Test(.timeLimit(.minutes(5))) func `without STARTTLS nothing of the mail, and no name, is said`() async throws {
        let server = try Self.faulty("no-starttls")
        let channel = try MailFixture.channel(port: server.port) {
            $0.tls = .starttls
            $0.username = "riverside"
            $0.password = Secret("not-to-be-seen")
        }
        #expect(
            try await MailFixture.send(by: channel, over: driver)
                == .channelBroken(reason: "no secure connection to 127.0.0.1: it does not offer STARTTLS"))
        #expect(server.line() == "EHLO riverside.example")
        #expect(["QUIT", ""].contains(server.line()))
    }

    @Test(.timeLimit(.minutes(5))) func `a relay that breaks off in the handshake is tried again`() async throws {
        let server = try Self.faulty("breaks-tls")
        let channel = try MailFixture.channel(port: server.port) { $0.tls = .starttls }
        let verdict = try await MailFixture.send(by: channel, over: driver)
        guard case .retry(nil, let reason) = verdict else { throw MailFixture.Failure(description: "\(verdict)") }
        #expect(reason.hasPrefix("no secure connection to 127.0.0.1: "))
    }

    // MARK: What a transfer and a connection are

    private static let replies = ["250 2.1.0 ok", "250 2.1.5 ok", "354 go on", "250 2.0.0 taken"]

    @Test(arguments: [
        (replies, 4, true, true), (replies, 4, false, true), (replies, 3, false, false),
        (Array(replies.dropLast()), 4, false, false), (Array(replies.dropLast(2)), 0, true, false),
    ])
    func `a mail is taken by 250 after all of its text, whatever becomes of the connection then`(
        replies: [String], sent: Int, endedWell: Bool, isTaken: Bool
    ) throws {
        let channel = try MailFixture.channel()
        let outgoing = try channel.outgoing([1, 2, 3, 4], index: 0, for: MailFixture.envelope(), at: MailFixture.now)
        guard case .mail(let mail) = outgoing else { throw MailFixture.Failure(description: "no mail") }
        let transfer = CurlTransfer(kind: .mail(mail), upload: mail.bytes)
        transfer.headerLines = replies
        transfer.sent = sent
        #expect(transfer.isComplete(endedWell: endedWell, status: 250) == isTaken)
    }

    @Test func `a mail has the time that its relay is given`() {
        for (timeout, longest) in [(1, 600), (60, 600), (300, 3_000)] as [(Int64, Int64)] {
            let relay = MailRelay(
                host: "a.example", port: 25, security: .none, helloName: "b", timeout: .seconds(timeout))
            #expect(CurlSetup.longest(at: relay) == .seconds(longest))
            #expect(CurlSetup.longest(at: relay) >= relay.timeout * 10)
        }
    }

    @Test func `what is known of a connection is its own, also where another relay's has the same port here`() {
        let connections = MailConnections()
        let able = ["250-relay", "250 SMTPUTF8"]
        #expect(connections.mail(to: "smtp://a.example:25", from: 4_000, greeting: able).takesUTF8)
        #expect(!connections.mail(to: "smtp://b.example:25", from: 4_000, greeting: ["250 SIZE"]).takesUTF8)
        #expect(connections.mail(to: "smtp://a.example:25", from: 4_000, greeting: []).takesUTF8)
        for _ in 0..<97 { #expect(!connections.mail(to: "smtp://a.example:25", from: 4_000, greeting: []).isLast) }
        #expect(!connections.mail(to: "smtp://b.example:25", from: 4_000, greeting: []).isLast)
        #expect(connections.mail(to: "smtp://a.example:25", from: 4_000, greeting: []).isLast)
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["unknown", "other-name"])
    func `a wrong certificate ends it before anything is said`(fault: String) async throws {
        let folder = try TemporaryFolder()
        let (cert, key) = try MailFixture.certificate(
            in: folder, name: fault == "unknown" ? "localhost" : "other.example")
        let server = try Self.faulty("wrong-certificate", cert, key)
        let channel = try MailFixture.channel(port: server.port) {
            $0.tls = .starttls
            if fault == "other-name" { $0.caFile = cert }
        }
        let verdict = "\(try await MailFixture.send(by: channel, over: driver))"
        #expect(verdict.hasPrefix("channelBroken(reason: \"no secure connection to 127.0.0.1: "))
        #expect(server.line() == "EHLO riverside.example" && server.line() == "STARTTLS")
    }
}
