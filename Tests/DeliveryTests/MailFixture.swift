import ChildProcesses
import Community
import Foundation
import Messages
import Scheduling
import TestSupport

@testable import Delivery

/// What the tests of mail share: invented words, a channel, and the servers and readers of others.
enum MailFixture {
    struct Failure: Error, CustomStringConvertible { let description: String }

    static let folder = Repository.root + "/Tests/DeliveryTests/Fixtures"
    static let now = Instant(seconds: 1_795_000_000)
    static let id = String(repeating: "ab", count: 16)
    static let marks = MailMarks(key: Array(repeating: 7, count: 32), publicURL: "https://riverside.example")
    static let program = ProgramIdentity(label: "Riverside", marks: marks)

    static func envelope(
        to address: String = "ana@riverside.example", id: String = id, createdAt: Instant = now
    ) -> Envelope {
        Envelope(id: id, address: address, message: MessageID("check-in.evening"), createdAt: createdAt)
    }

    static func message(
        subject: String = "Pergunta – вечер", text: String = "Olá Ana,\n.\ncomo correu o dia?\n",
        html: String = "<p>Olá Ana</p>", traits: MessageTraits = MessageTraits()
    ) -> RenderedMessage {
        RenderedMessage(
            subject: subject, text: text, html: html, link: nil, language: "pt", isFallback: false, traits: traits)
    }

    /// `edit`: Changes the settings, which are those of a relay without TLS on this machine.
    static func channel(port: Int = 25, _ edit: (inout EmailSettings) -> Void = { _ in }) throws -> EmailChannel {
        var settings = channelSettings
        settings.port = port
        edit(&settings)
        try settings.validate()
        return try EmailChannel(settings: settings, program: program)
    }

    static var channelSettings: EmailSettings {
        var settings = EmailSettings()
        settings.kind = .email
        settings.host = "127.0.0.1"
        settings.tls = .none
        settings.from = "hello@riverside.example"
        return settings
    }

    /// Sends a message as the dispatcher does.
    static func send(
        _ message: RenderedMessage = message(), to envelope: Envelope = envelope(), by channel: EmailChannel,
        over transport: any Transport
    ) async throws -> Verdict {
        var verdict = Verdict.refused(reason: "nothing to send")
        for (index, part) in try channel.compose(message, for: envelope).enumerated() {
            let outgoing = try channel.outgoing(part, index: index, for: envelope, at: envelope.createdAt)
            verdict = channel.classify(await transport.carry(outgoing, screen: NoScreen()), at: now)
        }
        return verdict
    }

    private struct NoScreen: Screen { func show(_ text: String) -> Bool { false } }

    static func driver() -> CurlDriver { CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"])) }

    /// A certificate for this machine that nobody trusts, and its key.
    static func certificate(in folder: TemporaryFolder, name: String = "localhost") throws -> (
        cert: String, key: String
    ) {
        try openssl([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)", "-addext",
            "subjectAltName=\(name == "localhost" ? "DNS:localhost,IP:127.0.0.1" : "DNS:\(name)")", "-keyout",
            folder.path + "/key.pem", "-out", folder.path + "/cert.pem",
        ])
        return (folder.path + "/cert.pem", folder.path + "/key.pem")
    }

    @discardableResult
    static func openssl(_ arguments: [String]) throws -> Data {
        let (status, output) = try ChildProcess.run(["openssl"] + arguments)
        guard status == 0 else { throw Failure(description: "openssl \(arguments[0]) failed") }
        return output
    }

    /// A fresh signing key's file and its DNS record.
    static func dkimKey(_ kind: String, _ options: [String], in folder: TemporaryFolder) throws -> (
        file: String, record: String
    ) {
        let file = folder.path + "/dkim.pem"
        try openssl(["genpkey", "-algorithm", kind] + options + ["-out", file])
        let der = try openssl(["pkey", "-in", file, "-pubout", "-outform", "DER"])
        // RFC 8463 section 4 wants the bare 32 bytes of an Ed25519 key.
        let key = kind == "ed25519" ? der.suffix(32) : der
        return (file, "v=DKIM1; k=\(kind); p=\(key.base64EncodedString())")
    }

    /// A mail as `smtp_sink.py` prints it.
    struct Arrived: Decodable {
        let from: String
        let to: [String]
        let tls: Bool
        let user: String?
        let port: Int
        let content: String
    }

    static func arrived(at server: ScriptedServer) throws -> Arrived {
        guard let line = server.line() else { throw Failure(description: "the server has ended") }
        return try JSONDecoder().decode(Arrived.self, from: Data(line.utf8))
    }
}

/// Reads our mails by Python's email package, icalendar and dkimpy.
final class MailReader: Sendable {
    struct Event: Decodable, Hashable {
        let method: String
        let partMethod: String
        let uid: String
        let sequence: Int
        let summary: String
        let location: String
        let start: String
        let end: String
        let status: String
        let organizer: String
        let organizerName: String
        let attendee: String
        let longest: Int
    }

    struct Answer: Decodable {
        let subject: String
        let fromName: String
        let from: String
        let to: [String]
        let date: String
        let plain: String
        let html: String
        let types: [String]
        let headers: [String: String]
        let defects: [String]
        let longest: Int
        let isClean: Bool
        let isASCII: Bool
        let events: [Event]
        let dkim: [Bool]?
    }

    private let server: ScriptedServer
    private let driver = MailFixture.driver()

    init() throws {
        server = try ScriptedServer(
            script: MailFixture.folder + "/mail_reader.py", python: TestsEnvironment.python())
    }

    /// `keys`: The DNS records of DKIM keys by name.
    func read(_ mail: [UInt8], keys: [(name: String, record: String)] = []) async throws -> Answer {
        let headers = keys.enumerated().map {
            HTTPHeader("x-key-\($0.offset)", "\($0.element.name) \($0.element.record)")
        }
        let response = try await driver.perform(
            HTTPRequest(
                url: "http://127.0.0.1:\(server.port)/", headers: headers, body: mail, timeout: .seconds(30)))
        return try JSONDecoder().decode(Answer.self, from: Data(response.body))
    }
}
