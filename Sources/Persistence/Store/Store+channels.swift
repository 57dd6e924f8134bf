public import Community
public import Messages
import PluginKit
public import Scheduling

extension Store {
    /// Every channel that is paused, disabled or fails, or was, by name.
    public func channelStandings() async throws -> [String: ChannelStanding] {
        try await database.read { try $0.standings() }
    }

    /// Enables a channel: what it kept is due in its old order, and what it did before counts no more, nor what a node that
    /// has not heard of this yet makes of it.
    ///
    /// - Returns: How many messages are due again.
    @discardableResult
    public func enableChannel(_ name: String) async throws -> Int {
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE delivery_bucket SET paused_until = NULL, trips = 0, failing_since = NULL, disabled_at = NULL,
                    reason = NULL, notices = 0, noticed_at = NULL, generation = generation + 1
                WHERE channel = $1 AND person_id = ''
                """, [.text(name)])
            let released = try connection.execute(
                "UPDATE message SET state = 'queued', held_for = NULL, reason = NULL WHERE state = 'held' AND held_for = $1",
                [.text(name)])
            connection.wakeOthers()
            return released
        }
    }

    /// Takes back that contact points of one person reach nobody; what they stopped stays stopped.
    ///
    /// - Returns: Which they were.
    public func retryBounced(_ id: MemberID, at now: Instant) async throws -> [ContactHealth] {
        try await database.write { connection in
            guard let person = try connection.people([id])[id] else { return [] }
            let bounced = person.health.filter { $0.state == .bounced }
            var health = person.health
            for entry in bounced { health = try health.after(.retry, at: entry.contact, now: now) }
            if !bounced.isEmpty { try connection.keep(health, of: id, at: now) }
            return bounced
        }
    }

    /// Tells staff that a channel is disabled: a message to everybody with the role staff or operator who is reached by
    /// another one.
    ///
    /// Three times, a day apart from each other, whoever calls it.
    ///
    /// - Returns: How many people are told now; nil when it is not the time to.
    public func tellStaff(
        ofDisabled channel: String, at now: Instant
    ) async throws -> Int? {
        try await database.write { connection in
            guard let standing = try connection.standings()[channel], let since = standing.disabledAt,
                standing.wantsNotice(at: now)
            else { return nil }
            let messages = try connection.staff().compactMap { person -> OutboxMessage? in
                guard let other = person.contacts.first(where: { $0.channel != channel && !$0.address.isEmpty })
                else { return nil }
                return .notice(
                    standing, since: since, to: person.id, by: other.channel,
                    skipping: person.contacts.filter { $0.channel == channel }, at: now)
            }
            // Where nobody could be told, that shows, and it is tried again a day later.
            try connection.execute(
                """
                UPDATE delivery_bucket SET notices = notices + $1, noticed_at = $2
                WHERE channel = $3 AND person_id = ''
                """, [.count(messages.isEmpty ? 0 : 1), .instant(now), .text(channel)])
            try connection.put(messages)
            if !messages.isEmpty { connection.wakeOthers() }
            return messages.count
        }
    }
}

extension OutboxMessage {
    /// What staff are told of a disabled channel; it belongs to no run.
    fileprivate static func notice(
        _ standing: ChannelStanding, since: Instant, to member: MemberID, by channel: String,
        skipping tried: [ContactPoint], at now: Instant
    ) -> OutboxMessage {
        let part = "\(standing.channel) \(since.milliseconds) \(standing.notices + 1)"
        var message = OutboxMessage(
            id: Digest.hex(of: "notice|\(part)|\(member)"), run: "", job: "", step: "channels", part: part,
            member: member,
            channel: channel, message: .channelDisabled,
            values: ["channel": standing.channel, "reason": standing.reason ?? ""], ask: nil, purpose: nil,
            ignoresQuietHours: true, dueAt: now, expiresAt: now + .days(3), createdAt: now)
        message.tried = tried
        return message
    }
}

extension SQLConnection {
    func standings() throws -> [String: ChannelStanding] {
        let found = try rows(
            """
            SELECT channel, paused_until, trips, failing_since, disabled_at, reason, notices, noticed_at, generation
            FROM delivery_bucket WHERE channel <> '' AND person_id = ''
            """, []
        ) { row in
            var standing = ChannelStanding(channel: row.text(0))
            standing.pausedUntil = row.optionalInstant(1)
            standing.trips = row.count(2)
            standing.failingSince = row.optionalInstant(3)
            standing.disabledAt = row.optionalInstant(4)
            standing.reason = row.optionalText(5)
            standing.notices = row.count(6)
            standing.noticedAt = row.optionalInstant(7)
            standing.generation = row.count(8)
            return (standing.channel, standing)
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Until when people's messages by each channel are paused.
    func recipientPauses(at now: Instant) throws -> [String: [String: Instant]] {
        var pauses: [String: [String: Instant]] = [:]
        let found = try rows(
            "SELECT channel, person_id, paused_until FROM delivery_bucket WHERE person_id <> '' AND paused_until > $1",
            [.instant(now)]
        ) { ($0.text(0), $0.text(1), $0.instant(2)) }
        for (channel, person, until) in found { pauses[channel, default: [:]][person] = until }
        return pauses
    }

    func keepPause(of channel: String, until instant: Instant) throws {
        try execute(
            "UPDATE delivery_bucket SET paused_until = $1 WHERE channel = $2 AND person_id = ''",
            [.instant(instant), .text(channel)])
    }

    /// Keeps how a channel stands; one that is disabled stays so, and who was told of it is another's to write.
    ///
    /// What was found before a person enabled it is dropped.
    func keep(_ standing: ChannelStanding) throws {
        try execute(
            """
            INSERT INTO delivery_bucket (channel, person_id, paused_until, trips, failing_since, disabled_at, reason, notices,
                generation)
            VALUES ($1, '', $2, $3, $4, $5, $6, 0, $7)
            ON CONFLICT (channel, person_id) DO UPDATE SET paused_until = excluded.paused_until, trips = excluded.trips,
                failing_since = excluded.failing_since,
                disabled_at = COALESCE(delivery_bucket.disabled_at, excluded.disabled_at),
                reason = CASE WHEN delivery_bucket.disabled_at IS NULL THEN excluded.reason ELSE delivery_bucket.reason END
            WHERE delivery_bucket.generation = excluded.generation
            """,
            [
                .text(standing.channel), .instant(standing.pausedUntil), .count(standing.trips),
                .instant(standing.failingSince), .instant(standing.disabledAt), .text(standing.reason),
                .count(standing.generation),
            ])
    }

    /// Keeps a pause, and forgets those that are over.
    func keep(_ pause: RecipientPause, at now: Instant?) throws {
        if let now {
            try execute("DELETE FROM delivery_bucket WHERE person_id <> '' AND paused_until <= $1", [.instant(now)])
        }
        try execute(
            """
            INSERT INTO delivery_bucket (channel, person_id, paused_until, trips, notices) VALUES ($1, $2, $3, 0, 0)
            ON CONFLICT (channel, person_id) DO UPDATE SET paused_until = excluded.paused_until
            """, [.text(pause.channel), .text(pause.member.rawValue), .instant(pause.until)])
    }
}
