import Scheduling

/// What a relay's replies mean for one mail: by the stage, then the enhanced code (RFC 3463), then the code (RFC 5321
/// section 4.2).
///
/// | it said | it means |
/// | --- | --- |
/// | 250 after the text | taken |
/// | 421, 4.3.2, 4.4.5 | the relay rests |
/// | 450 or 451 with 4.7.z, or that it greylists | later, after 5 to 15 minutes |
/// | x.2.2, 552 | the mailbox is full: later, and 72 hours after it first was given up |
/// | 5.1.1 and its kin, 550 to RCPT in words such as "user unknown" | there is no such mailbox |
/// | 530, 534, 535, 538, 5.7.8 and its kin, 5.7.20 to 5.7.27 | the channel's own fault: how it signs in, and its DNS |
/// | anything about the sender, 5.7.z to it, 554 for a greeting | the channel's own fault |
/// | other 5.7.z, and 5yz without a code of its own, to RCPT or the text | this mail is refused, and perhaps we are |
/// | 4yz | later |
/// | 5yz | this mail is refused |
///
/// A bare 550 to RCPT is no word about the person: it is also what relays say that have lost our sign-in, or list our address.
enum SMTPClassification {
    static let patience: Duration = .hours(72)
    static let pause: Duration = .seconds(300)

    static func verdict(for result: SMTPResult) -> Verdict {
        let transcript = SMTPTranscript(result.replies)
        guard let (stage, reply) = transcript.decisive else {
            return .retry(after: nil, reason: "the relay said nothing")
        }
        if transcript.isTaken { return .delivered(receipt: RelayWords.shown(reply.text)) }
        let said = "the relay said \(RelayWords.shown(reply))"
        let status = EnhancedStatus(reply.text)
        switch reply.code {
        case 421: return .throttled(for: pause, reason: "the relay wants a rest; \(said)")
        case 200..<400: return .retry(after: nil, reason: "the relay broke off; \(said)")
        case _ where status?.isBusySystem == true:
            return .throttled(for: pause, reason: "the relay wants a rest; \(said)")
        case _ where status?.isFullMailbox == true || (status == nil && reply.code == 552 && stage != .data):
            guard result.waited < patience else {
                return .recipientGone(reason: "the mailbox has been full for three days; \(said)")
            }
            return .full(reason: "the mailbox is full; \(said)")
        case 450, 451:
            guard status?.isPolicy == true || isGreylisting(reply.text) else { return .retry(after: nil, reason: said) }
            return .retry(after: greylistWait(reply.text), reason: "the relay asks newcomers to come back; \(said)")
        case 400..<500: return .retry(after: nil, reason: said)
        case 530, 534, 535, 538:
            return .channelBroken(reason: "cannot sign in; \(said); check 'username' and 'password', or 'oauth'")
        default: return refusal(at: stage, status, code: reply.code, said)
        }
    }

    private static func refusal(
        at stage: SMTPTranscript.Stage, _ status: EnhancedStatus?, code: Int, _ said: String
    ) -> Verdict {
        if status?.isSetup == true || status?.isSenderFault == true {
            return .channelBroken(reason: "the relay does not let this program's mail through; \(said)")
        }
        switch stage {
        case .greeting, .hello, .startTLS, .signIn:
            return .channelBroken(reason: "the relay does not talk to this program; \(said)")
        case .sender where status?.isPolicy == true:
            return .channelBroken(reason: "the relay does not let this program's mail through; \(said)")
        case .sender: return .channelBroken(reason: "the relay does not accept the sender in 'from'; \(said)")
        case .recipient where status?.isNoMailbox ?? ([550, 551, 553].contains(code) && isUnknown(said)),
            .text where status?.isNoMailbox == true:
            return .recipientGone(reason: "there is no such mailbox; \(said)")
        case .recipient where status?.isPolicy ?? true, .text where status?.isPolicy ?? true:
            return .unwelcome(reason: "the relay will not take this mail; \(said)")
        case .recipient, .data, .text: return .refused(reason: "the relay will not take this mail; \(said)")
        }
    }

    /// Whether a relay says in words that it knows nobody of that name.
    private static func isUnknown(_ text: String) -> Bool {
        let words = text.lowercased()
        return unknown.contains { words.contains($0) }
    }

    private static let unknown = [
        "user unknown", "unknown user", "no such user", "no such recipient", "unknown recipient", "recipient unknown",
        "recipient not found", "user not found", "no such person", "no such mailbox", "unknown mailbox",
        "mailbox not found", "mailbox unknown", "no such address", "unknown address", "address unknown", "no mailbox",
        "does not exist", "doesn't exist", "not a known user", "invalid mailbox", "unknown local part",
        "unrouteable address", "account has been disabled", "account is disabled", "user doesn't have",
    ]

    private static func isGreylisting(_ text: String) -> Bool {
        let words = text.lowercased()
        return words.contains("greylist") || words.contains("graylist")
    }

    /// What the relay names, kept between 5 and 15 minutes: those who greylist mostly say when.
    static func greylistWait(_ text: String) -> Duration {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        for (number, unit) in zip(words, words.dropFirst()) {
            guard let count = Int64(number), count > 0, count < 100_000 else { continue }
            if unit.hasPrefix("sec") || unit == "s" { return min(max(.seconds(count), .minutes(5)), .minutes(15)) }
            if unit.hasPrefix("min") { return min(max(.minutes(count), .minutes(5)), .minutes(15)) }
        }
        return .minutes(5)
    }
}
