import Delivery
import PluginKit
import Scheduling
import Testing

@Suite struct SigningTests {
    /// The published vector of the Standard Webhooks specification.
    private func published() throws -> StandardWebhooks {
        try StandardWebhooks(secrets: [Secret("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")])
    }
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let body = Array(#"{"test": 2432232314}"#.utf8)

    @Test func `the published vector is signed as published`() throws {
        #expect(
            try published().signature(id: id, timestamp: 1_614_265_330, body: body)
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test(arguments: [(0, true), (300, true), (301, false), (-301, false)])
    func `a signature counts for five minutes`(seconds: Int64, isGenuine: Bool) throws {
        let signer = try published()
        let signature = "v1,AAAA " + signer.signature(id: id, timestamp: 1_614_265_330, body: body)
        let now = Instant(seconds: 1_614_265_330 + seconds)
        #expect(
            signer.isGenuine(id: id, timestamp: "1614265330", signature: signature, body: body, now: now) == isGenuine)
        #expect(!signer.isGenuine(id: id, timestamp: "1614265330", signature: signature, body: body + [32], now: now))
    }

    private static let seed = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    @Test func `while a secret is replaced both signatures are there, and each is enough`() throws {
        let old = Secret("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let new = Secret("whsec_" + String(repeating: "A", count: 32))
        let signature = try StandardWebhooks(secrets: [new, old]).signature(id: id, timestamp: 5, body: body)
        #expect(signature.split(separator: " ").count == 2)
        for secrets in [[old], [new], [old, new]] {
            #expect(
                try StandardWebhooks(secrets: secrets).isGenuine(
                    id: id, timestamp: "5", signature: signature, body: body, now: Instant(seconds: 5)))
        }
        #expect(
            try !StandardWebhooks(secrets: [Secret("whsec_" + String(repeating: "B", count: 32))]).isGenuine(
                id: id, timestamp: "5", signature: signature, body: body, now: Instant(seconds: 5)))
    }

    @Test func `a key of one's own signs as v1a`() throws {
        let signer = try StandardWebhooks(secrets: [Secret("whsk_" + Self.seed)])
        let signature = signer.signature(id: id, timestamp: 5, body: body)
        #expect(signature.hasPrefix("v1a,"))
        #expect(signer.isGenuine(id: id, timestamp: "5", signature: signature, body: body, now: Instant(seconds: 5)))
        #expect(!signer.isGenuine(id: id, timestamp: "6", signature: signature, body: body, now: Instant(seconds: 5)))
        #expect(throws: WebhookSecretError.self) { try StandardWebhooks(secrets: [Secret("whsk_AAAA")]) }
    }

    @Test(arguments: ["hush", "whsec_", "whsec_AAAA", "whsec_not base64"])
    func `a secret that is none is refused and not repeated`(text: String) {
        let error = #expect(throws: WebhookSecretError.self) { try StandardWebhooks(secrets: [Secret(text)]) }
        #expect(error?.description == "expected a secret of the form whsec_ and 24 to 64 bytes in base64")
    }

    @Test func `a link leads back to its ask and no other, and is not guessed`() throws {
        let signer = LinkSigner(key: Array(repeating: 7, count: 32))
        let id = "00ff10a9b3c4d5e6f708192a3b4c5d6e"
        let token = try #require(signer.token(for: id))
        #expect(token.count == 43)
        #expect(signer.id(from: token) == id)
        #expect(LinkSigner(key: Array(repeating: 8, count: 32)).id(from: token) == nil)
        for index in token.indices {
            var forged = Array(token)
            let position = token.distance(from: token.startIndex, to: index)
            forged[position] = forged[position] == "A" ? "B" : "A"
            #expect(signer.id(from: String(forged)) != id || position == 42)
        }
        #expect(signer.id(from: String(token.dropLast())) == nil)
        #expect(signer.id(from: "") == nil)
    }

    @Test func `a link of another day is another link to the same ask, and no day can be put into it`() throws {
        let signer = LinkSigner(key: Array(repeating: 7, count: 32))
        let id = "00ff10a9b3c4d5e6f708192a3b4c5d6e"
        let time = try #require(Instant(iso8601: "2026-11-19T20:00:05Z"))
        let tokens = try [nil, time, time + .days(1)].map { try #require(signer.token(for: id, at: $0)) }
        #expect(Set(tokens).count == 3 && tokens.allSatisfy { $0.count == 43 && signer.id(from: $0) == id })
        #expect(
            tokens.map { signer.day(of: $0)?.iso8601 } == [nil, "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"])
        // The id of one with the day and the code of another.
        let mixed = String(tokens[1].prefix(22)) + tokens[2].dropFirst(22)
        #expect(signer.id(from: mixed) == (mixed == tokens[2] ? id : nil))
        #expect(LinkSigner(key: Array(repeating: 8, count: 32)).day(of: tokens[1]) == nil)
    }
}
