import Scheduling
import Testing

@testable import Delivery

@Suite struct MailTests {
    @Test(arguments: [
        "ana@riverside.example", "ana+list@riverside.example", "o'neil@riverside.example", "józef@riverside.example",
    ])
    func `an address is taken as it is`(text: String) throws {
        #expect(try MailAddress(text).text == text)
    }

    @Test(arguments: [
        "", "ana", "@riverside.example", "ana@", "ana@-x.example", "a b@riverside.example", "<ana@riverside.example>",
        "ana@riverside.example\r\nRCPT TO:<other@riverside.example>", "ana@riverside.example\u{0}", "ana@x\ny.example",
        ".ana@riverside.example", "ana..x@riverside.example", String(repeating: "a", count: 65) + "@riverside.example",
    ])
    func `what could be taken for two commands is no address`(text: String) {
        #expect(throws: MailAddressError.self) { try MailAddress(text) }
    }

    @Test func `a subject with a line break is refused, not mended`() throws {
        let address = try MailAddress("ana@riverside.example")
        func mail(_ subject: String, _ header: HTTPHeader) -> MailMessage {
            MailMessage(
                fromName: "Riverside", from: address, to: address, subject: subject, text: "x", html: "x",
                messageID: "1@riverside.example", date: Instant(seconds: 0), headers: [header])
        }
        #expect(throws: MailHeaderError.self) {
            try mail("ok", HTTPHeader("X-Y", "a\r\nBcc: all@riverside.example")).bytes()
        }
        let text = String(decoding: try mail("a\r\nBcc: x", HTTPHeader("X-Y", "a")).bytes(), as: UTF8.self)
        #expect(!text.contains("\r\nBcc"))
    }

    @Test func `long lines are folded and every line end is CRLF`() throws {
        let address = try MailAddress("ana@riverside.example")
        let bytes = try MailMessage(
            fromName: "Riverside", from: address, to: address, subject: String(repeating: "ą", count: 90),
            text: "a\n.\n" + String(repeating: "é", count: 200) + "\nend ", html: "<p>x</p>",
            messageID: "1@riverside.example",
            date: try #require(Instant(iso8601: "2026-11-19T20:00:00Z"))
        ).bytes()
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.hasPrefix(".") })
        #expect(lines.contains("Date: Thu, 19 Nov 2026 20:00:00 +0000"))
        #expect(lines.contains("end=20"))
        #expect(lines.contains("=2E"))
    }

    @Test(arguments: [
        ([(250, "2.0.0 ok")], "delivered"), ([(421, "4.3.2 busy")], "retry"), ([(452, "4.2.2 full")], "retry"),
        ([(550, "5.1.1 unknown")], "recipientGone"), ([(550, "unknown")], "recipientGone"),
        ([(552, "5.2.2 full")], "retry"),
        ([(250, "x"), (554, "5.7.1 policy")], "refused"), ([(535, "5.7.8 wrong")], "channelBroken"),
        ([(554, "no")], "channelBroken"),
        ([], "retry"),
    ])
    func `a relay's words have a meaning`(replies: [(Int, String)], verdict: String) {
        let found = SMTPClassification.verdict(for: replies.map { SMTPReply(code: $0.0, text: $0.1) })
        #expect("\(found)".hasPrefix(verdict))
    }

    @Test(arguments: [
        ("120", 120), ("1.2", 2), ("Thu, 01 Jan 1970 00:01:00 GMT", 60), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("soon", nil),
    ])
    func `Retry-After is read in each of its forms`(text: String, seconds: Int?) {
        #expect(RetryAfter.delay(text, at: Instant(seconds: 0)) == seconds.map { .seconds($0) })
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("127.0.0.1", false), ("10.1.2.3", false), ("169.254.169.254", false), ("100.64.0.1", false),
        ("::1", false), ("::ffff:127.0.0.1", false), ("fe80::1", false), ("64:ff9b::7f00:1", false),
        ("2002:7f00:1::", false),
        ("fd00:ec2::254", false), ("2606:4700::1", true), ("0.0.0.0", false), ("224.0.0.1", false), ("nonsense", false),
    ])
    func `only public addresses are dialled`(address: String, isPermitted: Bool) {
        #expect(EgressPolicy().permits(address: address, host: "x.example") == isPermitted)
    }

    @Test func `what is allowed by name, address or range is dialled`() {
        let policy = EgressPolicy(allowed: ["10.0.5.0/24", "mail.lan", "127.0.0.1"])
        #expect(policy.permits(address: "10.0.5.9", host: "x"))
        #expect(!policy.permits(address: "10.0.6.9", host: "x"))
        #expect(policy.permits(address: "192.168.1.1", host: "mail.lan"))
        #expect(policy.permits(address: "127.0.0.1", host: "x"))
    }
}
