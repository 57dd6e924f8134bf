public import Scheduling

/// What somebody wrote back by a channel, as its platform passed it on.
public struct ReceivedReply: Hashable, Sendable {
    /// The channel's name in `Config/milieu.yaml`.
    public let channel: String
    /// What the platform calls it: the same when it is passed on again.
    public let id: String
    /// The sender's address on that channel; where a platform has several for one person, in the order to try.
    public let senders: [String]
    /// In their own words; empty for what had none, such as a picture.
    public let text: String
    /// What they answered by it, where the platform knows.
    public let target: Target?
    /// When they wrote it, by the platform; nil where it does not say.
    public let writtenAt: Instant?

    public init(
        channel: String, id: String, senders: [String], text: String, target: Target? = nil, writtenAt: Instant? = nil
    ) {
        self.channel = channel
        self.id = id
        self.senders = senders
        self.text = text
        self.target = target
        self.writtenAt = writtenAt
    }

    /// What a reply names as what it answers.
    public enum Target: Hashable, Sendable {
        /// The id of a message or an ask of ours, 32 hexadecimal digits.
        case named(String)
        /// What the platform called our message when it took it.
        case receipt(String)
    }
}

/// What a channel's door made of a request.
public enum ReceivedVerdict: Hashable, Sendable {
    /// It is not from whom it should be, or there is no such door: nothing more is said.
    case refused
    /// It is genuine and cannot be read, for this reason, which says nothing about anybody.
    case unreadable(String)
    /// It is genuine and asks for this text, as a platform does when its hook is set up.
    case greeting(String)
    /// It is genuine and nobody's reply, such as a change of a chat's title.
    case nothing
    case reply(ReceivedReply)
}
