public import Community
public import Scheduling

extension Store {
    /// The next `limit` people by id after `cursor`, with the empty text for the first page.
    ///
    /// `zones`: Only people who live in one of these zones, or have moved away from one, where the empty text stands for
    ///   those who have said nothing; nil for everybody. Those who moved come on top of the limit.
    public func people(after cursor: String, limit: Int, zones: [String]? = nil) async throws -> [Member] {
        try await database.read { connection in
            var reader = MemberRows()
            guard let zones else {
                return try connection.applyingChoices(
                    to: connection.rows(
                        "SELECT \(MemberRows.columns) FROM person WHERE id > $1 ORDER BY id LIMIT \(limit)",
                        [.text(cursor)]
                    ) { reader.member($0) })
            }
            let list = connection.placeholders(zones.count, from: 2)
            let arguments: [SQLValue] = [.text(cursor)] + zones.map { .text($0) }
            let page = try connection.rows(
                """
                SELECT \(MemberRows.columns) FROM person WHERE id > $1 AND time_zone IN (\(list))
                ORDER BY id LIMIT \(limit)
                """, arguments
            ) { reader.member($0) }
            let moved = try connection.rows(
                """
                SELECT \(MemberRows.columns) FROM person WHERE id > $1 AND moved_from IN (\(list))
                    AND time_zone NOT IN (\(list)) AND moved_at IS NOT NULL ORDER BY id
                """, arguments
            ) { reader.member($0) }
            // A full page ends at its last person; who moved and comes later comes with a later page.
            let within = page.count < limit ? moved : moved.filter { $0.id <= page[page.count - 1].id }
            return try connection.applyingChoices(
                to: within.isEmpty ? page : (page + within).sorted { $0.id < $1.id })
        }
    }

    /// People by id; those that are gone are left out.
    public func people(_ ids: [MemberID]) async throws -> [MemberID: Member] {
        try await database.read { connection in try connection.applyingChoices(to: connection.people(ids)) }
    }

    public func person(_ id: MemberID) async throws -> Member? { try await people([id])[id] }

    /// The zones that people live in, or have moved away from since `instant`; the empty text for those who have said
    /// nothing.
    public func zones(leftSince instant: Instant? = nil) async throws -> [String] {
        try await database.read { connection in
            // From zone to zone along the index: every look at the clock asks, and DISTINCT would read everybody.
            let lived = try connection.rows(
                """
                WITH RECURSIVE zone(name) AS (
                    SELECT MIN(time_zone) FROM person
                    UNION ALL
                    SELECT (SELECT MIN(time_zone) FROM person WHERE time_zone > zone.name) FROM zone
                    WHERE zone.name IS NOT NULL
                ) SELECT name FROM zone WHERE name IS NOT NULL
                """, []
            ) { $0.text(0) }
            guard let instant else { return lived }
            let left = try connection.rows(
                "SELECT DISTINCT moved_from FROM person WHERE moved_at >= $1 AND moved_from IS NOT NULL",
                [.instant(instant)]
            ) { $0.text(0) }
            return Set(lived + left).sorted()
        }
    }

    /// The days on which people joined, each once; for those who live in `zones` or have moved away from one, or for
    /// everybody.
    public func joinDates(zones: [String]? = nil) async throws -> Set<CivilDate> {
        try await database.read { connection in
            let filter =
                zones.map { zones in
                    let list = connection.placeholders(zones.count, from: 1)
                    return "AND (time_zone IN (\(list)) OR (moved_from IN (\(list)) AND moved_at IS NOT NULL))"
                } ?? ""
            let dates = try connection.rows(
                "SELECT DISTINCT joined_on FROM person WHERE joined_on IS NOT NULL \(filter)",
                (zones ?? []).map { .text($0) }
            ) { CivilDate(iso8601: $0.text(0)) }
            return Set(dates.compactMap(\.self))
        }
    }

    /// When the program ended for people, each once; for those who live in `zones` or have moved away from one, or for
    /// everybody.
    public func endTimes(zones: [String]? = nil) async throws -> Set<Instant> {
        try await database.read { connection in
            let filter =
                zones.map { zones in
                    let list = connection.placeholders(zones.count, from: 1)
                    return "AND (time_zone IN (\(list)) OR (moved_from IN (\(list)) AND moved_at IS NOT NULL))"
                } ?? ""
            return Set(
                try connection.rows(
                    "SELECT DISTINCT ended_at FROM person WHERE ended_at IS NOT NULL \(filter)",
                    (zones ?? []).map { .text($0) }
                ) { $0.instant(0) })
        }
    }

    public func countPeople() async throws -> Int {
        try await database.read { try $0.row("SELECT COUNT(*) FROM person", []) { $0.count(0) } ?? 0 }
    }

    /// Stops every message to one person, or takes the stop and any pause back, which only they do: they are quiet no more.
    ///
    /// What waits in the outbox for them is cancelled in the same transaction, and a pair that is not standing yet is
    /// withdrawn.
    public func setStopped(_ id: MemberID, _ isStopped: Bool, at now: Instant) async throws {
        try await database.write { connection in
            if isStopped {
                try connection.stop(id, at: now)
            } else {
                try connection.execute(
                    "UPDATE person SET stopped_at = NULL, paused_until = NULL, updated_at = $1 WHERE id = $2",
                    [.instant(now), .text(id.rawValue)])
                try connection.noteAnswer(of: id, at: now)
            }
        }
    }

    /// Pauses messages to one person until `instant`, at their own wish; a pair that is not standing yet is withdrawn.
    public func setPaused(_ id: MemberID, until instant: Instant, at now: Instant) async throws {
        try await database.write { try $0.pause(id, until: instant, at: now) }
    }
}

extension SQLConnection {
    /// Stops every message to one person; nobody's later word but theirs takes it back.
    func stop(_ id: MemberID, at now: Instant) throws {
        try execute(
            "UPDATE person SET stopped_at = COALESCE(stopped_at, $1), updated_at = $1 WHERE id = $2",
            [.instant(now), .text(id.rawValue)])
        try letGo(
            because: "asked to hear nothing more", at: now, where: "person_id = $3 AND purpose IS NOT NULL",
            [.text(id.rawValue)])
        try withdrawPairs(of: id, at: now)
        // What they wished for before is over with it; a call that they wish for from now on is not.
        try setPreference(.contact, of: id, to: nil)
    }

    /// Pauses messages to one person until `instant`; a pair that is not standing yet is withdrawn.
    func pause(_ id: MemberID, until instant: Instant, at now: Instant) throws {
        try execute(
            "UPDATE person SET paused_until = $1, updated_at = $2 WHERE id = $3",
            [.instant(instant), .instant(now), .text(id.rawValue)])
        try withdrawPairs(of: id, at: now)
    }

    /// People by id as the roster has them, without what they chose for themselves.
    func people(_ ids: [MemberID]) throws -> [MemberID: Member] {
        var found: [MemberID: Member] = [:]
        var reader = MemberRows()
        for start in stride(from: 0, to: ids.count, by: 500) {
            let chunk = ids[start..<min(start + 500, ids.count)]
            let members = try rows(
                "SELECT \(MemberRows.columns) FROM person WHERE id IN (\(placeholders(chunk.count)))",
                chunk.map { .text($0.rawValue) }
            ) { reader.member($0) }
            for member in members { found[member.id] = member }
        }
        return found
    }
}
