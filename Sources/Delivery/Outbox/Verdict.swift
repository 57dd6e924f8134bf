/// What became of one attempt.
public enum Verdict: Hashable, Sendable {
    case delivered(receipt: String?)
    /// Try again; after the given time when the other side named one.
    case retry(after: Duration?, reason: String)
    /// The other side asks for less; waiting uses up no attempt.
    case throttled(for: Duration, reason: String, scope: ThrottleScope = .endpoint)
    /// The platform cannot read the message as it was written; it takes the words alone.
    case degrade(reason: String)
    /// This message will not be taken.
    case refused(reason: String)
    /// The person's mailbox takes nothing until they make room.
    case full(reason: String)
    /// The platform calls the person's address something else from now on.
    case moved(to: String, reason: String)
    /// This message will not be taken, and it may be us whom they do not want: when they say so of one message after the
    /// other, it is.
    case unwelcome(reason: String)
    /// This person cannot be reached here any more.
    case recipientGone(reason: String)
    /// Nothing goes through this channel until somebody mends it.
    case channelBroken(reason: String)
    /// Everything was sent and no answer came.
    case ambiguous(reason: String)
}

extension Verdict {
    /// Whether the platform will not do what it was asked to, however often.
    var isNo: Bool {
        switch self {
        case .refused, .degrade: true
        default: false
        }
    }
}

/// For whom a platform asks for less.
public enum ThrottleScope: String, Hashable, Sendable {
    /// For this person only; others go on.
    case recipient
    /// For everybody who is reached through the same endpoint.
    case endpoint
}
