import Community
import Messages
import Persistence
import PluginKit
import Scheduling

/// A reply that a platform passed on, with whoever wrote it: what is noted of it, and what can be said to it.
struct PassedOn: Sendable {
    var mark: ReceivedMark
    let at: Instant
    /// What it answers as it stood a moment ago, with its answers; nil where that has to be looked up.
    var standing: (ask: Ask, given: [AnswerRecord])?

    /// What is said to a reply.
    enum Answer {
        case stopped(StopWord.Scope, help: String)
        case started
        case help(label: String, help: String)
        case unread(expected: String, help: String)
        case support(String)
    }

    /// For how long a confirmation has a meaning (47 CFR 64.1200(a)(12)).
    static let confirmation: Duration = .minutes(5)

    /// A message to where the reply came from, and to nobody else.
    func message(_ answer: Answer, to member: MemberID? = nil) -> OutboxMessage {
        let id: MessageID
        var values = ["to": mark.sender]
        // What is said once for one ask is said once, however many replies cannot be read.
        var part = "\(mark.channel) \(mark.id)"
        var length = Self.confirmation
        switch answer {
        case .stopped(let scope, let help):
            id = .replyStopped
            values["scope"] = scope.rawValue
            values["help"] = help
        case .started: id = .replyStarted
        case .help(let label, let help):
            id = .replyHelp
            values["label"] = label
            values["help"] = help
        case .unread(let expected, let help):
            id = .replyUnread
            values["expected"] = expected
            values["help"] = help
            part = mark.ask.map { "ask \($0)" } ?? "day \(at.seconds / 86_400)"
        case .support(let words):
            id = .replySupport
            values["help"] = words
            length = .hours(1)
        }
        let person = member ?? mark.member ?? MemberID("")
        return OutboxMessage(
            id: Digest.hex(of: "reply|\(id)|\(person)|\(part)"), run: "", job: "", step: "reply", part: "\(id) \(part)",
            member: person, channel: mark.channel, message: id, values: values, ask: nil, purpose: nil,
            ignoresQuietHours: true, deliveryClass: .interactive, dueAt: at, expiresAt: at + length, createdAt: at)
    }
}
