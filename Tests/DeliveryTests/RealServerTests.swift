import Community
import Foundation
import Messages
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import Delivery

/// The two channels against servers that are not ours.
@Suite struct RealServerTests {
    private static let fixtures = Repository.root + "/Tests/DeliveryTests/Fixtures"
    private let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
    private let now = Instant(seconds: 1_795_000_000)
    private let envelope = Envelope(
        id: String(repeating: "ab", count: 16), address: "ana@riverside.example",
        message: MessageID("check-in.evening"),
        createdAt: Instant(seconds: 1_795_000_000))
    private let message = RenderedMessage(
        subject: "Pergunta – вечер", text: "Olá Ana,\n.\ncomo correu o dia?\n\nhttp://127.0.0.1/a/x",
        html: "<p>Olá Ana</p>", link: "http://127.0.0.1/a/x", language: "pt", isFallback: false)

    private struct Silent: Screen { func show(_ text: String) -> Bool { true } }

    private func node(_ settings: [(String, String)]) -> SettingNode {
        let place = SourcePlace(file: "milieu.yaml", line: 1, column: 1)
        return SettingNode(
            .mapping(
                settings.map {
                    SettingNode.Entry(
                        key: $0.0, keyPlace: place,
                        value: SettingNode(.scalar(text: $0.1, isQuoted: true), place: place, path: $0.0))
                }), place: place, path: "channels.x")
    }

    private func channel(_ settings: [(String, String)]) throws -> any Channel {
        let place = SourcePlace(file: "milieu.yaml", line: 1, column: 1)
        let named = try NamedSettings<OpenSettings>(
            settingNode: SettingNode(
                .mapping([SettingNode.Entry(key: "x", keyPlace: place, value: node(settings))]), place: place, path: "")
        )
        let made = try makeChannels(named, program: ProgramIdentity(label: "Riverside"))
        return try #require(made["x"])
    }

    private func send(_ channel: any Channel, _ envelope: Envelope) async throws -> Verdict {
        try await send(channel, envelope, over: driver)
    }

    private func send(_ channel: any Channel, _ envelope: Envelope, over driver: CurlDriver) async throws -> Verdict {
        var verdict = Verdict.refused(reason: "nothing to send")
        for (index, part) in try channel.compose(message, for: envelope).enumerated() {
            let outgoing = try channel.outgoing(part, index: index, for: envelope, at: now)
            verdict = channel.classify(await driver.carry(outgoing, screen: Silent()), at: now)
        }
        return verdict
    }

    private struct Request: Decodable {
        let path: String
        let id: String
        let genuine: Bool
        let body: String
    }

    private struct Mail: Decodable {
        let from: String
        let to: [String]
        let tls: Bool
        let user: String?
        let content: String
    }

    /// A secret for one test, made of nothing that is used anywhere.
    private static let secret = "whsec_" + Data((0..<24).map { UInt8($0) }).base64EncodedString()

    private func webhook(_ statuses: [String]) throws -> (ScriptedServer, any Channel) {
        let server = try ScriptedServer(
            script: Self.fixtures + "/http_sink.py", arguments: [Self.secret] + statuses)
        let url = "http://127.0.0.1:\(server.port)/hook/kept-quiet?key=hush"
        return (server, try channel([("kind", "webhook"), ("url", url), ("secret", Self.secret)]))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a webhook arrives whole, and the other side can check who sent it`() async throws {
        let (server, channel) = try webhook(["204"])
        #expect(try await send(channel, envelope) == .delivered(receipt: nil))
        let request = try JSONDecoder().decode(Request.self, from: Data(try #require(server.line()).utf8))
        #expect(request.genuine)
        #expect(request.id == "msg_" + envelope.id)
        #expect(
            request.body == """
                {"type":"check-in.evening","timestamp":"\(now.iso8601)","data":{"id":"\(envelope.id)",\
                "to":"ana@riverside.example","subject":"Pergunta – вечер",\
                "text":"Olá Ana,\\n.\\ncomo correu o dia?\\n\\nhttp://127.0.0.1/a/x","link":"http://127.0.0.1/a/x","language":"pt"}}
                """)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            ("500", Verdict.retry(after: nil, reason: "the platform answered 500")),
            (
                "302",
                .retry(after: nil, reason: "the platform answered 302: it leads elsewhere, where no message follows")
            ),
            ("404", .retry(after: nil, reason: "the platform answered 404")),
            ("410", .channelBroken(reason: "the platform answered 410: the address is gone for good")),
            ("429", .throttled(for: .seconds(90), reason: "the platform answered 429")),
        ])
    func `every answer has a verdict`(status: String, verdict: Verdict) async throws {
        let (server, channel) = try webhook([status])
        #expect(try await send(channel, envelope) == verdict)
        #expect(server.line() != nil)
    }

    @Test(.timeLimit(.minutes(5))) func `an endpoint that is not there is tried again, and nothing secret is said`()
        async throws
    {
        let (server, _) = try webhook(["204"])
        let closed = server.port == 1 ? 2 : 1
        let url = "http://127.0.0.1:\(closed)/hook/kept-quiet?key=hush"
        let channel = try channel([("kind", "webhook"), ("url", url), ("secret", Self.secret)])
        let verdict = try await send(channel, envelope)
        #expect(verdict == .retry(after: nil, reason: "no connection to 127.0.0.1"))
        #expect(!"\(channel)".contains("hush") && !"\(channel)".contains("kept-quiet"))
    }

    @Test(.timeLimit(.minutes(5)))
    func `an address on this machine is refused unless it is allowed, on a reused connection too`() async throws {
        let (server, channel) = try webhook(["204"])
        _ = try await send(channel, envelope)
        _ = server.line()
        let strict = CurlDriver(policy: EgressPolicy())
        let verdict = try await send(channel, envelope, over: strict)
        #expect(
            verdict
                == .channelBroken(
                    reason:
                        "127.0.0.1 leads to 127.0.0.1, which is not a public address; allow it under 'egress' if it is meant"
                ))
    }

    @Test(.timeLimit(.minutes(5))) func `a header with a line break never reaches the wire`() async throws {
        let error = await #expect(throws: TransportError.self) {
            try await driver.perform(
                HTTPRequest(
                    url: "http://127.0.0.1:1/", headers: [HTTPHeader("x", "a\r\ny: b")], body: [], timeout: .seconds(1))
            )
        }
        #expect(error == .invalid("the header 'x' holds a control character"))
    }

    @Test(.timeLimit(.minutes(5)), arguments: ["starttls", "implicit"])
    func `a mail arrives over a private connection, as text and as a page`(mode: String) async throws {
        let folder = try TemporaryFolder()
        let (cert, key) = try MailFixture.certificate(in: folder)
        let server = try ScriptedServer(script: Self.fixtures + "/smtp_sink.py", arguments: [mode, cert, key])
        let channel = try channel([
            ("kind", "email"), ("host", "127.0.0.1"), ("port", String(server.port)), ("tls", mode),
            ("from", "hello@riverside.example"), ("ca_file", cert),
        ])
        let verdict = try await send(channel, envelope)
        #expect(verdict == .delivered(receipt: "2.0.0 taken"))
        let mail = try JSONDecoder().decode(Mail.self, from: Data(try #require(server.line()).utf8))
        #expect(mail.tls)
        #expect(mail.to == ["ana@riverside.example"])
        #expect(mail.content.contains("Message-ID: <\(envelope.id)@riverside.example>"))
        #expect(mail.content.contains("Subject: =?utf-8?B?"))
        #expect(mail.content.contains("Ol=C3=A1 Ana"))
        #expect(!mail.content.replacing("\r\n", with: "").contains("\n"))
    }

    @Test(.timeLimit(.minutes(5))) func `without STARTTLS nothing is sent where it is asked for`() async throws {
        let server = try ScriptedServer(script: Self.fixtures + "/smtp_sink.py", arguments: ["plain"])
        let channel = try channel([
            ("kind", "email"), ("host", "127.0.0.1"), ("port", String(server.port)),
            ("from", "hello@riverside.example"),
        ])
        #expect(
            try await send(channel, envelope)
                == .channelBroken(reason: "no secure connection to 127.0.0.1: it does not offer STARTTLS"))
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (
                "gone@riverside.example",
                Verdict.recipientGone(reason: "there is no such mailbox; the relay said 550 5.1.1 no such person")
            ),
            (
                "later@riverside.example",
                .retry(
                    after: .seconds(300),
                    reason: "the relay asks newcomers to come back; the relay said 451 4.7.1 try again later")
            ),
            (
                "full@riverside.example",
                .full(reason: "the mailbox is full; the relay said 552 5.2.2 over quota")
            ),
            (
                "policy@riverside.example",
                .unwelcome(reason: "the relay will not take this mail; the relay said 550 5.7.1 … not from you")
            ),
        ])
    func `a relay's no is told apart from its not now`(address: String, verdict: Verdict) async throws {
        let server = try ScriptedServer(script: Self.fixtures + "/smtp_sink.py", arguments: ["plain"])
        let channel = try channel([
            ("kind", "email"), ("host", "127.0.0.1"), ("port", String(server.port)), ("tls", "none"),
            ("from", "hello@riverside.example"),
        ])
        let other = Envelope(id: envelope.id, address: address, message: envelope.message, createdAt: now)
        #expect(try await send(channel, other) == verdict)
    }

    @Test(.timeLimit(.minutes(5))) func `a wrong password breaks the channel, and is not repeated`() async throws {
        let folder = try TemporaryFolder()
        let (cert, key) = try MailFixture.certificate(in: folder)
        let server = try ScriptedServer(
            script: Self.fixtures + "/smtp_sink.py", arguments: ["starttls", cert, key, "auth"])
        let channel = try channel([
            ("kind", "email"), ("host", "127.0.0.1"), ("port", String(server.port)), ("username", "riverside"),
            ("password", "not-this-one"), ("from", "hello@riverside.example"), ("ca_file", cert),
        ])
        let verdict = try await send(channel, envelope)
        #expect(
            verdict
                == .channelBroken(
                    reason: "127.0.0.1 refused the user name or password (535 5.7.8 Authentication credentials invalid)"
                ))
    }
}
