import Foundation
import PluginKit
import TestSupport
import Testing

@testable import Delivery

/// Our signatures against the examples of the RFCs, and against dkimpy.
@Suite struct DKIMTests {
    /// The mail and the keys of RFC 8463 appendix A.
    private static let headers = [
        MailHeader("From", "Joe SixPack <joe@football.example.com>"),
        MailHeader("To", "Suzie Q <suzie@shopping.example.net>"), MailHeader("Subject", "Is dinner ready?"),
        MailHeader("Date", "Fri, 11 Jul 2003 21:00:37 -0700 (PDT)"),
        MailHeader("Message-ID", "<20030712040037.46341.5F8J@football.example.com>"),
    ]
    private static let body = Array(
        "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n".utf8)
    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
        -----END PRIVATE KEY-----
        """
    private static let rsa = """
        -----BEGIN RSA PRIVATE KEY-----
        MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi
        Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM
        KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB
        AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm
        6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe
        zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy
        6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc
        uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy
        WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd
        WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a
        licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst
        o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe
        uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL
        -----END RSA PRIVATE KEY-----
        """

    @Test(arguments: [
        (
            ed25519,
            """
            v=1; a=ed25519-sha256; c=relaxed/relaxed; d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to : subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=
            """,
            "/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11BusFa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw=="
        ),
        (
            rsa,
            """
            v=1; a=rsa-sha256; c=relaxed/relaxed; d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; b=
            """,
            "F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeef"
                + "Osk2JzdA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8="
        ),
    ])
    func `the signatures of RFC 8463 are ours`(key: String, unsigned: String, signature: String) throws {
        let signer = try DKIMSigner(domain: "football.example.com", selector: "x", pem: key)
        let names = ["from", "to", "subject", "date", "message-id", "from", "subject", "date"]
        let bytes = DKIMSigner.signedBytes(
            names: names, of: Self.headers, signature: unsigned.replacing("\n", with: "\r\n"))
        #expect(try signer.signature(bytes) == signature)
        #expect(DKIMSigner.bodyHash(Self.body) == "2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=")
    }

    /// RFC 6376 section 3.4.5, and the empty body of section 3.4.4.
    @Test(arguments: [
        (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"), ("", ""), ("\r\n\r\n", ""), ("a", "a\r\n"),
        (" \r\n \t\r\nb\r\n", "\r\n\r\nb\r\n"),
    ])
    func `bodies are relaxed as RFC 6376 says`(body: String, relaxed: String) {
        #expect(String(decoding: DKIMSigner.relaxedBody(Array(body.utf8)), as: UTF8.self) == relaxed)
    }

    @Test func `headers are relaxed as RFC 6376 says`() {
        let bytes = DKIMSigner.signedBytes(
            names: ["a", "b", "b"], of: [MailHeader("A", "X"), MailHeader("B ", "Y\t\r\n\tZ  ")], signature: "v=1; b=")
        #expect(String(decoding: bytes, as: UTF8.self) == "a:X\r\nb:Y Z\r\ndkim-signature:v=1; b=")
    }

    @Test(arguments: ["", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
    func `what is no key is refused, and not repeated`(pem: String) {
        let error = #expect(throws: DKIMKeyError.self) {
            try DKIMSigner(domain: "riverside.example", selector: "s1", pem: pem)
        }
        #expect(error?.description == "expected a private key in PEM, RSA of 1024 bits or more or Ed25519")
    }

    @Test func `a key file that is not there breaks the channel with its path`() {
        let error = #expect(throws: ChannelError.self) {
            try MailFixture.channel { $0.dkim = Self.settings(keyFile: "/nowhere/dkim.pem") }
        }
        #expect(error?.description == "the file of 'dkim', /nowhere/dkim.pem, cannot be read")
    }

    @Test(arguments: [
        ("riverside.example", true), ("RIVERSIDE.example", true), ("other.example", false), ("example", false),
        ("side.example", false), ("mail.riverside.example", false),
    ])
    func `a signature of another domain's than the sender's is refused`(domain: String, isFine: Bool) throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.ed25519, to: "dkim.pem")
        var settings = MailFixture.channelSettings
        settings.dkim = Self.settings(keyFile: folder.path + "/dkim.pem")
        settings.dkim?.domain = domain
        #expect(Self.faultySetting(of: settings) == (isFine ? nil : "dkim"))
        settings.from = "hello@mail.riverside.example"
        let isCovered = isFine || domain == "mail.riverside.example"
        #expect(Self.faultySetting(of: settings) == (isCovered ? nil : "dkim"))
    }

    private static func faultySetting(of settings: EmailSettings) -> String? {
        do {
            try settings.validate()
            return nil
        } catch {
            return error.setting
        }
    }

    @Test func `a short key is told`() throws {
        let short = try DKIMSigner(domain: "riverside.example", selector: "s1", pem: Self.rsa)
        #expect(short.weakness?.hasPrefix("the key of 'dkim' has 1024 bits") == true)
        #expect(try DKIMSigner(domain: "riverside.example", selector: "s1", pem: Self.ed25519).weakness == nil)
        let folder = try TemporaryFolder()
        try folder.write(Self.rsa, to: "dkim.pem")
        let yaml = """
            letters:
              kind: email
              host: mail.example.org
              from: hello@riverside.example
              dkim: { domain: riverside.example, selector: s1, key_file: \(folder.path)/dkim.pem }
            """
        let node = try ChannelBlocks.named(yaml).entries.first?.value.node
        #expect(EmailChannel.weakness(of: node) == short.weakness)
    }

    private static func settings(keyFile: String) -> EmailDKIMSettings {
        var settings = EmailDKIMSettings()
        settings.domain = "riverside.example"
        settings.selector = "s1"
        settings.keyFile = keyFile
        return settings
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [("rsa", ["-pkeyopt", "rsa_keygen_bits:2048"]), ("ed25519", [])] as [(String, [String])])
    func `dkimpy takes our signature, and no change to what it covers`(kind: String, options: [String]) async throws {
        let folder = try TemporaryFolder()
        let (file, record) = try MailFixture.dkimKey(kind, options, in: folder)
        let channel = try MailFixture.channel { $0.dkim = Self.settings(keyFile: file) }
        let mail = try #require(try channel.compose(MailFixture.message(), for: MailFixture.envelope()).first)
        #expect(try channel.compose(MailFixture.message(), for: MailFixture.envelope()).first == mail)
        let reader = try MailReader()
        let keys = [(name: "s1._domainkey.riverside.example", record: record)]
        #expect(try await reader.read(mail, keys: keys).dkim == [true])
        let text = String(decoding: mail, as: UTF8.self)
        let changes = [
            ("Subject: ", "Subject: x"), ("Ol=C3=A1", "Adeus"), ("List-Unsubscribe: <https", "List-Unsubscribe: <http"),
            ("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", ""), ("To: <ana", "To: <bo"),
            ("MIME-Version", "Subject: another\r\nMIME-Version"),
            ("MIME-Version", "Reply-To: <bo@x.example>\r\nMIME-Version"),
        ]
        for (old, new) in changes {
            let place = try #require(text.range(of: old))
            let changed = text.replacingCharacters(in: place, with: new)
            #expect(try await reader.read(Array(changed.utf8), keys: keys).dkim == [false], "\(old)")
        }
        // What relays do on the way changes nothing: blanks, folds, and headers of their own.
        let refolded =
            "Received: from x\r\n by y\r\n" + text.replacing("Auto-Submitted: ", with: "Auto-Submitted:\r\n  ")
        #expect(try await reader.read(Array(refolded.utf8), keys: keys).dkim == [true])
    }
}
