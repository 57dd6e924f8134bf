import Scheduling
import Testing

@testable import Delivery

/// What a relay's words mean, as a table.
@Suite struct SMTPVerdictTests {
    private static let opened = [
        (220, "relay ready"), (250, "SIZE"), (220, "go ahead"), (250, "AUTH PLAIN"), (235, "2.7.0 ok"),
    ]

    private static func result(_ replies: [(Int, String)], waited: Duration = .zero) -> SMTPResult {
        SMTPResult(replies: replies.map { SMTPReply(code: $0.0, text: $0.1) }, waited: waited)
    }

    private static let sender = [(250, "2.1.0 ok")]
    private static let recipient = [(250, "2.1.0 ok"), (250, "2.1.5 ok")]
    private static let text = [(250, "2.1.0 ok"), (250, "2.1.5 ok"), (354, "go on")]

    @Test(
        arguments: [
            (text + [(250, "2.0.0 queued as 7F3A")], Verdict.delivered(receipt: "2.0.0 queued as 7F3A")),
            (text, .retry(after: nil, reason: "the relay broke off; the relay said 354 go on")),
            (recipient, .retry(after: nil, reason: "the relay broke off; the relay said 250 2.1.5 ok")),
            ([], .retry(after: nil, reason: "the relay said nothing")),
            (
                sender + [(550, "5.1.1 <ana@riverside.example>: unknown")],
                .recipientGone(reason: "there is no such mailbox; the relay said 550 5.1.1 … unknown")
            ),
            (
                sender + [(550, "User unknown in local table")],
                .recipientGone(reason: "there is no such mailbox; the relay said 550 User unknown in local table")
            ),
            (
                sender + [(550, "relay not permitted")],
                .unwelcome(reason: "the relay will not take this mail; the relay said 550 relay not permitted")
            ),
            (
                sender + [(550, "blocked using a list")],
                .unwelcome(reason: "the relay will not take this mail; the relay said 550 blocked using a list")
            ),
            (
                text + [(554, "looks like spam")],
                .unwelcome(reason: "the relay will not take this mail; the relay said 554 looks like spam")
            ),
            (
                sender + [(550, "5.1.10 null MX")],
                .recipientGone(reason: "there is no such mailbox; the relay said 550 5.1.10 null MX")
            ),
            (
                sender + [(550, "5.4.1 access denied")],
                .refused(reason: "the relay will not take this mail; the relay said 550 5.4.1 access denied")
            ),
            (
                sender + [(550, "5.7.1 no external senders")],
                .unwelcome(reason: "the relay will not take this mail; the relay said 550 5.7.1 no external senders")
            ),
            (
                text + [(554, "5.7.1 spam content")],
                .unwelcome(reason: "the relay will not take this mail; the relay said 554 5.7.1 spam content")
            ),
            (
                [(550, "5.7.1 not you")],
                .channelBroken(
                    reason: "the relay does not let this program's mail through; the relay said 550 5.7.1 not you")
            ),
            (
                sender + [(550, "5.7.23 SPF failed")],
                .channelBroken(
                    reason: "the relay does not let this program's mail through; the relay said 550 5.7.23 SPF failed")
            ),
            (
                text + [(554, "5.7.9 DMARC")],
                .channelBroken(
                    reason: "the relay does not let this program's mail through; the relay said 554 5.7.9 DMARC")
            ),
            (
                [(553, "5.1.8 sender")],
                .channelBroken(
                    reason: "the relay does not let this program's mail through; the relay said 553 5.1.8 sender")
            ),
            (
                [(550, "no")],
                .channelBroken(reason: "the relay does not accept the sender in 'from'; the relay said 550 no")
            ),
            (
                [(554, "no service")],
                .channelBroken(reason: "the relay does not talk to this program; the relay said 554 no service")
            ),
            (
                [(220, "x"), (250, "x"), (530, "5.7.0 sign in first")],
                .channelBroken(
                    reason:
                        "cannot sign in; the relay said 530 5.7.0 sign in first; check 'username' and 'password', or 'oauth'"
                )
            ),
            (
                text + [(550, "5.6.0 content")],
                .refused(reason: "the relay will not take this mail; the relay said 550 5.6.0 content")
            ),
            (
                text + [(552, "5.3.4 too big")],
                .refused(reason: "the relay will not take this mail; the relay said 552 5.3.4 too big")
            ),
            (sender + [(452, "4.5.3 too many")], .retry(after: nil, reason: "the relay said 452 4.5.3 too many")),
            (sender + [(450, "4.2.0 busy")], .retry(after: nil, reason: "the relay said 450 4.2.0 busy")),
            (
                [(421, "4.7.0 too many connections")],
                .throttled(
                    for: .seconds(300), reason: "the relay wants a rest; the relay said 421 4.7.0 too many connections")
            ),
            (
                text + [(451, "4.3.2 shutting down")],
                .throttled(for: .seconds(300), reason: "the relay wants a rest; the relay said 451 4.3.2 shutting down")
            ),
        ] as [([(Int, String)], Verdict)])
    func `each reply has its meaning, on a fresh connection and on a kept one`(
        replies: [(Int, String)], verdict: Verdict
    ) {
        #expect(SMTPClassification.verdict(for: Self.result(replies)) == verdict)
        if replies.first.map({ [250, 550, 553].contains($0.0) }) == true {
            #expect(SMTPClassification.verdict(for: Self.result(Self.opened + replies)) == verdict)
        }
    }

    @Test(arguments: [
        ("4.7.1 Greylisted, come back in 480 seconds", 480), ("4.7.1 try again in 2 minutes", 300),
        ("Greylisting in action, please come back in 01:00:00", 300), ("4.7.0 [greylist] retry in 3600 s", 900),
        ("4.7.1 later", 300),
    ])
    func `greylisting is waited out as long as it asks, within 5 to 15 minutes`(text: String, seconds: Int64) {
        for code in [450, 451] {
            let verdict = SMTPClassification.verdict(for: Self.result(Self.sender + [(code, text)]))
            let said = "the relay asks newcomers to come back; the relay said \(code) \(text)"
            #expect(verdict == .retry(after: .seconds(seconds), reason: said))
        }
    }

    @Test(arguments: ["552 over quota", "552 5.2.2 over quota", "452 4.2.2 over quota", "550 5.2.2 over quota"])
    func `a full mailbox is forgiven for three days`(reply: String) {
        let replies = Self.sender + [(Int(reply.prefix(3)) ?? 0, String(reply.dropFirst(4)))]
        let early = SMTPClassification.verdict(for: Self.result(replies, waited: .hours(71)))
        #expect(early == .full(reason: "the mailbox is full; the relay said \(reply)"))
        let late = SMTPClassification.verdict(for: Self.result(replies, waited: .hours(72)))
        #expect(late == .recipientGone(reason: "the mailbox has been full for three days; the relay said \(reply)"))
    }

    /// Whatever a relay says, at whatever stage: only 250 after 354 is success, and nothing of an address is repeated.
    @Test func `every reply at every stage has a verdict`() {
        for start in [[], Self.sender, Self.recipient, Self.text, [(220, "x")], Self.opened] {
            for code in 200...599 {
                let status = ["", "2.0.0 ", "4.1.1 ", "5.1.1 ", "5.7.1 ", "4.3.2 ", "5.2.2 "]
                for status in code % 10 < 5 ? status : [""] where code % 100 < 60 {
                    let replies = start + [(code, status + "<ana@riverside.example> says so")]
                    let verdict = SMTPClassification.verdict(for: Self.result(replies))
                    let isText = start.last?.0 == 354
                    if case .delivered = verdict { #expect(isText && code == 250, "\(replies)") }
                    #expect(!"\(verdict)".contains("ana@"))
                }
            }
        }
    }

    @Test func `a foreign server's words stay within a line`() {
        let text = RelayWords.shown("a\tb\u{7}c <ana@x.example>: " + String(repeating: "x", count: 400))
        #expect(text.hasPrefix("a b c … x") && text.count == 200)
    }
}
