public import Community
public import Messages
import PluginKit
public import Scheduling

/// Why somebody of the program has to read a reply.
public enum ReplyCause: String, CaseIterable, Sendable {
    /// It is none of the answers to what they are asked.
    case unread
    /// It may mean that they want to hear nothing more.
    case perhapsStop = "perhaps_stop"
    /// Nobody of the program is reached at the address that it came from, or several are.
    case stranger
}

/// That a reply came in: each once, however often its platform posts it.
public struct ReceivedMark: Hashable, Sendable {
    public let channel: String
    public let id: String
    /// The address that it came from.
    public let sender: String
    public let writtenAt: Instant?
    public var member: MemberID?
    /// What it answered.
    public var ask: String?
    /// Why somebody has to read it; nil when it is done with, and then its words are not kept here.
    public var waits: ReplyCause?
    public let words: String
    /// The contact point of theirs of which it is known by this that they are there; nil when it tells nothing new.
    public var confirms: ContactPoint?

    public init(of reply: ReceivedReply, from sender: String) {
        channel = reply.channel
        id = reply.id
        self.sender = sender
        writtenAt = reply.writtenAt
        words = reply.text
    }
}

/// A reply that somebody has to read.
public struct WaitingReply: Hashable, Sendable {
    public let channel: String
    public let id: String
    public let receivedAt: Instant
    /// nil for a stranger's.
    public let member: MemberID?
    public let sender: String
    public let cause: ReplyCause
    /// What they wrote; empty when there were no words.
    public let words: String
    public let doneBy: MemberID?

    /// By which it is named at the desk.
    public var reference: String { Digest.short(of: "\(channel)|\(id)") }

    static let columns = "channel, id, received_at, person_id, sender, cause, words, done_by"

    init(row: any SQLRow) {
        channel = row.text(0)
        id = row.text(1)
        receivedAt = row.instant(2)
        member = row.optionalText(3).map { MemberID($0) }
        sender = row.optionalText(4) ?? ""
        cause = row.optionalText(5).flatMap(ReplyCause.init) ?? .unread
        words = row.optionalText(6) ?? ""
        doneBy = row.optionalText(7).map { MemberID($0) }
    }
}
