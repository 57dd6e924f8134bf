import Foundation
import Messages
import PluginKit
import Testing

@testable import Delivery

/// Reports of mails that came back, as several mail systems write them.
@Suite struct ReturnedMailTests {
    private static let id = MailFixture.id

    private static func address() throws -> String {
        try MailFixture.marks.returnAddress(for: id, at: MailAddress("bounce@riverside.example")).wire
    }

    private static func report(
        action: String = "failed", status: String = "5.1.1",
        diagnostic: String = "smtp; 550 5.1.1 <ana@riverside.example>: no such person", type: String = "delivery-status"
    ) throws -> String {
        """
        Return-Path: <>
        Delivered-To: \(try address())
        From: MAILER-DAEMON@relay.riverside.test (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: \(try address())
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=\(type);
        \tboundary="3C1.1795032000/relay.riverside.test"

        This is a MIME-encapsulated message.

        --3C1.1795032000/relay.riverside.test
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients.

        --3C1.1795032000/relay.riverside.test
        Content-Description: Delivery report
        Content-Type: message/\(type)

        Reporting-MTA: dns; relay.riverside.test
        Arrival-Date: Wed, 18 Nov 2026 20:00:00 +0000 (UTC)

        Final-Recipient: rfc822; ana@riverside.example
        Original-Recipient: rfc822;ana@riverside.example
        Action: \(action)
        Status: \(status)
        Diagnostic-Code: \(diagnostic)

        --3C1.1795032000/relay.riverside.test
        Content-Type: text/rfc822-headers

        Message-ID: <\(id)@riverside.example>

        --3C1.1795032000/relay.riverside.test--
        """
    }

    @Test(
        arguments: [
            (
                "failed", "5.1.1", "smtp; 550 5.1.1 <ana@riverside.example>: no such person",
                MessageReturn.Kind.gone, "the mail came back: there is no such mailbox; 550 5.1.1 … no such person"
            ),
            (
                "failed", "5.0.0", "smtp; 550-5.1.1 The account does not exist", .gone,
                "the mail came back: there is no such mailbox; 550-5.1.1 The account does not exist"
            ),
            (
                "Failed", "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound", .gone,
                "the mail came back: there is no such mailbox; 550 5.1.10 RESOLVER.ADR.RecipientNotFound"
            ),
            (
                "failed", "5.2.2", "smtp; 552 5.2.2 over quota", .soft,
                "the mail came back: the mailbox is full; 552 5.2.2 over quota"
            ),
            (
                "failed", "4.4.7", "smtp; 400 4.4.7 expired", .soft,
                "the mail came back: it was not delivered; 400 4.4.7 expired"
            ),
            (
                "failed", "5.7.1", "smtp; 550 5.7.1 rejected", .soft,
                "the mail came back: it was not delivered; 550 5.7.1 rejected"
            ),
            ("delayed", "4.4.1", "smtp; 421 no answer", .soft, "the mail came back: it is delayed; 421 no answer"),
        ] as [(String, String, String, MessageReturn.Kind, String)])
    func `a report says what became of the mail`(
        action: String, status: String, diagnostic: String, kind: MessageReturn.Kind, reason: String
    ) throws {
        for end in ["\n", "\r\n"] {
            let text = try Self.report(action: action, status: status, diagnostic: diagnostic)
            let bytes = Array(text.replacing("\n", with: end).utf8)
            #expect(ReturnedMail.meaning(of: bytes) == MessageReturn(kind: kind, reason: reason))
            #expect(MailFixture.marks.message(returnedIn: bytes) == Self.id)
        }
    }

    @Test(arguments: ["delivered", "relayed", "expanded", "sung"])
    func `a report of success means nothing`(action: String) throws {
        #expect(ReturnedMail.meaning(of: Array(try Self.report(action: action, status: "2.0.0").utf8)) == nil)
    }

    @Test func `a complaint closes, and its withdrawal does not`() throws {
        func complaint(_ type: String) throws -> [UInt8] {
            Array(
                """
                From: <abusedesk@provider.example>
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=b

                --b
                Content-Type: text/plain

                This is a report for a mail.
                --b
                Content-Type: message/feedback-report
                Content-Transfer-Encoding: base64

                \(Data("Feedback-Type: \(type)\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Mail-From: <\(try Self.address().uppercased())>\n".utf8).base64EncodedString())
                --b
                Content-Type: message/rfc822

                Return-Path: <\(try Self.address().uppercased())>
                Subject: x

                x
                --b--
                """.utf8)
        }
        let bytes = try complaint("abuse")
        #expect(
            ReturnedMail.meaning(of: bytes)
                == MessageReturn(kind: .complaint, reason: "the mail was reported as unwanted (abuse)"))
        #expect(MailFixture.marks.message(returnedIn: bytes) == Self.id)
        #expect(ReturnedMail.meaning(of: try complaint("not-spam")) == nil)
    }

    @Test func `an answer or an absence note is no report`() {
        let note = "From: ana@riverside.example\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am at the sea.\n"
        #expect(ReturnedMail.meaning(of: Array(note.utf8)) == nil)
    }

    @Test func `a mark of somebody else's making is none`() throws {
        let real = try Self.address()
        let changed = [
            real.replacing("ab.", with: "aa."), real.replacing("+abab", with: "+acab"),
            "bounce+\(Self.id).\(String(repeating: "0", count: 20))@riverside.example", "bounce+\(Self.id)", "+", "",
        ]
        for text in changed {
            #expect(MailFixture.marks.message(returnedIn: Array("To: \(text)\n\n".utf8)) == nil, "\(text)")
        }
        let other = MailMarks(key: Array(repeating: 8, count: 32), publicURL: "https://riverside.example")
        #expect(other.message(returnedIn: Array(real.utf8)) == nil)
        #expect(real.prefix { $0 != "@" }.count <= 64)
    }

    @Test func `a link that stops is no link that answers`() throws {
        let link = try #require(MailFixture.marks.unsubscribeLink(for: Self.id))
        let token = String(link.dropFirst("https://riverside.example/u/".count))
        let key = [UInt8](repeating: 7, count: 32)
        #expect(LinkSigner(key: key, for: .unsubscribing).id(from: token) == Self.id)
        #expect(LinkSigner(key: key).id(from: token) == nil)
    }

    @Test(arguments: [20_261_121 as UInt64, UInt64.random(in: .min ... .max)])
    func `a mail that was cut or garbled on its way is read as far as it goes`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let whole = Array(try Self.report().utf8)
        for round in 0..<100 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &random)))
            for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let found = MailFixture.marks.message(returnedIn: bytes)
            #expect(found == nil || found == Self.id, "seed \(seed), round \(round)")
            let meaning = ReturnedMail.meaning(of: bytes)
            #expect(meaning.map { $0.reason.count <= 280 } ?? true, "seed \(seed), round \(round)")
        }
    }
}
