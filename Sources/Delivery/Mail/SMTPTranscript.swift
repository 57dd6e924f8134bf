/// One mail's part of a session, reply by reply, with the stage that each belongs to.
///
/// A kept connection begins at MAIL; a fresh one with the greeting, EHLO (and HELO for a relay that knows no other), STARTTLS
/// and EHLO again, and a sign-in of any length. libcurl gives the replies only, but each stage ends with a code of its own.
struct SMTPTranscript {
    /// What a reply answers.
    enum Stage: Hashable {
        case greeting
        case hello
        case startTLS
        case signIn
        case sender
        case recipient
        /// DATA itself.
        case data
        /// The end of the text: the relay's last word.
        case text
    }

    private(set) var replies: [(stage: Stage, reply: SMTPReply)] = []

    init(_ all: [SMTPReply]) {
        var expected: Stage? = [220, 421, 554].contains(all.first?.code) ? .greeting : .sender
        for reply in all {
            guard let stage = expected.map({ Self.stage($0, of: reply.code) }) else { break }
            replies.append((stage, reply))
            expected = Self.stage(after: stage, reply.code)
        }
    }

    /// After EHLO comes whatever was agreed: STARTTLS answers 220, a sign-in 334, 235, or 4yz and 5yz of its own.
    private static func stage(_ expected: Stage, of code: Int) -> Stage {
        guard expected == .sender else { return expected }
        switch code {
        case 220: return .startTLS
        case 334, 235, 454, 530, 534, 535, 538: return .signIn
        default: return .sender
        }
    }

    private static func stage(after stage: Stage, _ code: Int) -> Stage? {
        switch (stage, code) {
        case (.greeting, 220): .hello
        // A relay that knows only HELO is asked again.
        case (.hello, 500...): .hello
        case (.hello, 250): .sender
        case (.startTLS, 220): .hello
        case (.signIn, 235): .sender
        // Another way to sign in may be tried.
        case (.signIn, _): .sender
        case (.sender, 250): .recipient
        case (.recipient, 250), (.recipient, 251), (.recipient, 252): .data
        case (.data, 354): .text
        default: nil
        }
    }

    /// The reply that decides: the relay's last word on the text, or else the last that says no.
    var decisive: (stage: Stage, reply: SMTPReply)? {
        replies.last { $0.stage == .text } ?? replies.last { $0.reply.code >= 400 } ?? replies.last
    }

    /// Whether the relay took the mail: 250 after the text, and nothing less.
    var isTaken: Bool { replies.last.map { $0.stage == .text && $0.reply.code == 250 } ?? false }
}
