public import Community
public import PluginKit
public import Scheduling

extension Store {
    /// How a page of people stands among others at `now`, as far as `names` ask for it.
    public func standings(
        of members: [MemberID], names: Set<String>, at now: Instant
    ) async throws -> [MemberID: MemberStanding] {
        guard !members.isEmpty, !names.isDisjoint(with: MemberFields.standingNames) else { return [:] }
        return try await database.read { connection in
            var standings: [MemberID: MemberStanding] = [:]
            for start in stride(from: 0, to: members.count, by: 500) {
                let ids = members[start..<min(start + 500, members.count)].map { SQLValue.text($0.rawValue) }
                let list = connection.placeholders(ids.count)
                if names.contains("goals.active") {
                    for (id, count) in try connection.rows(
                        """
                        SELECT person_id, COUNT(*) FROM goal WHERE state = 'active' AND person_id IN (\(list))
                        GROUP BY person_id
                        """, ids, { (MemberID($0.text(0)), $0.count(1)) })
                    { standings[id, default: MemberStanding()].activeGoals = count }
                }
                if names.contains("goals.suggested") {
                    for (id, found) in try connection.openSuggestions(of: ids, at: now) {
                        standings[id, default: MemberStanding()].suggestedGoals = found.count
                    }
                }
                if names.contains("mentor") {
                    for (id, mentor) in try connection.rows(
                        """
                        SELECT newcomer, mentor FROM pairing WHERE state IN (\(PairingTexts.standing))
                            AND newcomer IN (\(list))
                        """, ids, { (MemberID($0.text(0)), MemberID($0.text(1))) })
                    { standings[id, default: MemberStanding()].mentor = mentor }
                }
                if names.contains("open_places") {
                    for (id, count) in try connection.rows(
                        """
                        SELECT mentor, COUNT(*) FROM pairing WHERE mentor IN (\(list))
                            AND state IN (\(PairingTexts.places)) GROUP BY mentor
                        """, ids, { (MemberID($0.text(0)), $0.count(1)) })
                    { standings[id, default: MemberStanding()].takenPlaces = count }
                }
            }
            return standings
        }
    }

    /// How many messages each person of a page of ids has had planned since two instants, the earlier one included.
    public func messageCounts(
        from first: MemberID, to last: MemberID, day: Instant, week: Instant
    ) async throws -> [MemberID: MessageCount] {
        try await database.read { try $0.messageCounts(from: first, to: last, day: day, week: week) }
    }

    /// When the messages to each of `members` that caps count go out, or went, of those planned since an instant.
    public func messageTimes(of members: [MemberID], since: Instant) async throws -> [MemberID: [Instant]] {
        guard !members.isEmpty else { return [:] }
        return try await database.read { connection in
            var times: [MemberID: [Instant]] = [:]
            for chunk in StatementChunks.of(members) {
                let found = try connection.rows(
                    """
                    SELECT person_id, due_at FROM message
                    WHERE created_at > $1 AND purpose IS NOT NULL AND state NOT IN ('cancelled', 'expired')
                        AND person_id IN (\(connection.placeholders(chunk.count, from: 2)))
                    ORDER BY person_id, due_at
                    """, [.instant(since)] + chunk.map { .text($0.rawValue) }
                ) { (member: MemberID($0.text(0)), at: $0.instant(1)) }
                for message in found { times[message.member, default: []].append(message.at) }
            }
            return times
        }
    }
}

extension SQLConnection {
    /// The same, inside a transaction.
    func messageCounts(
        from first: MemberID, to last: MemberID, day: Instant, week: Instant
    ) throws -> [MemberID: MessageCount] {
        // First by the index alone who had something since then, and only those messages themselves, which lie apart: CROSS
        // JOIN keeps SQLite to it, which would read all of a person's messages that are still kept.
        let found = try rows(
            """
            SELECT recent.person_id, SUM(CASE WHEN recent.created_at > $1 THEN 1 ELSE 0 END), COUNT(*)
            FROM message AS recent CROSS JOIN message AS m
            WHERE recent.person_id >= $2 AND recent.person_id <= $3 AND recent.created_at > $4 AND m.id = recent.id
                AND m.purpose IS NOT NULL AND m.state NOT IN ('cancelled', 'expired')
            GROUP BY recent.person_id
            """, [.instant(day), .text(first.rawValue), .text(last.rawValue), .instant(week)]
        ) { (MemberID($0.text(0)), MessageCount(day: $0.count(1), week: $0.count(2))) }
        return Dictionary(found) { first, _ in first }
    }
}

/// How many messages one person has had.
public struct MessageCount: Hashable, Sendable {
    public let day: Int
    public let week: Int

    public init(day: Int, week: Int) {
        self.day = day
        self.week = week
    }
}
