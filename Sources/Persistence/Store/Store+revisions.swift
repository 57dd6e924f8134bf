import Community
import Messages
import PluginKit
public import Scheduling

extension Store {
    /// Has a message taken back that has arrived: one more, which goes the same way and has no words.
    ///
    /// - Returns: Whether there is something to take back that the platform knows by a name.
    public func takeBack(_ id: String, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            guard
                let message = try connection.row(
                    "SELECT \(OutboxRows.columns) FROM message WHERE id = $1 AND state = 'delivered'", [.text(id)],
                    OutboxRows.message), message.digest == nil,
                let sent = try connection.sent(where: "m.id = $1", [.text(id)]), !sent.receipts.isEmpty
            else { return false }
            var withdrawal = OutboxMessage(
                id: Digest.hex(of: "withdrawal|\(id)"), run: "", job: message.job, step: "withdrawal", part: id,
                member: message.member, channel: sent.contact.channel, message: .withdrawal, values: [:], ask: nil,
                purpose: nil, ignoresQuietHours: true, dueAt: now, expiresAt: now + .days(2), createdAt: now)
            withdrawal.takesBack = id
            try connection.put([withdrawal])
            connection.wakeOthers()
            return true
        }
    }
}

extension SQLConnection {
    /// The message that a claimed one changes or takes back; nil when there is none that has arrived.
    func earlier(than message: OutboxMessage) throws -> SentMessage? {
        if let id = message.takesBack { return try sent(where: "m.id = $1", [.text(id)]) }
        // A fresh link is asked for to be noticed, and changes nothing.
        guard let key = message.replaces, message.deliveryClass != .interactive else { return nil }
        return try sent(
            where: "m.person_id = $1 AND m.replaces = $2 AND m.id <> $3 AND m.expires_at > $4",
            [.text(message.member.rawValue), .text(key), .text(message.id), .instant(message.createdAt)])
    }

    /// The last message that has arrived on its own, of those that a condition is true of.
    fileprivate func sent(where condition: String, _ arguments: [SQLValue]) throws -> SentMessage? {
        try row(
            """
            SELECT m.id, b.channel, b.address, m.receipt FROM message AS m JOIN message_body AS b ON b.message_id = m.id
            WHERE \(condition) AND m.state = 'delivered' AND m.digest_id IS NULL
            ORDER BY m.finished_at DESC, m.id DESC LIMIT 1
            """, arguments
        ) {
            SentMessage(
                id: $0.text(0), contact: ContactPoint(channel: $0.text(1), address: $0.text(2)),
                receipt: $0.optionalText(3))
        }
    }
}
