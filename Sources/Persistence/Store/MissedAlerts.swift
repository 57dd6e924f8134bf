import Community
import Scheduling

extension Store {
    /// The channels by which nothing goes until a person says so.
    public func disabledChannels() async throws -> Set<String> {
        try await database.read { try $0.disabledChannels() }
    }
}

extension SQLConnection {
    func disabledChannels() throws -> Set<String> {
        Set(
            try rows(
                """
                SELECT channel FROM delivery_bucket
                WHERE channel <> '' AND person_id = '' AND disabled_at IS NOT NULL
                """, []
            ) { $0.text(0) })
    }

    /// Whom an alert about a flag has not reached since `since`, though they were told: they are told again when that is
    /// over, and others meanwhile.
    func missedAlerts(of flag: String, since: Instant) throws -> Set<MemberID> {
        Set(
            try rows(
                """
                SELECT DISTINCT person_id FROM message
                WHERE run_id = '' AND step_id = 'safety' AND part LIKE $1
                    AND state IN ('dead', 'cancelled', 'expired', 'held') AND COALESCE(finished_at, created_at) > $2
                """, [.text("\(flag) %"), .instant(since)]
            ) { MemberID($0.text(0)) })
    }

    /// Has the next on the ladder told at once where none of those told last can be reached any more.
    ///
    /// `ids`: Messages that came to a bad end now, or that came back.
    func goOnWithoutWaiting(for ids: [String], at now: Instant) throws {
        var parts: Set<String> = []
        for chunk in StatementChunks.of(ids) {
            parts.formUnion(
                try rows(
                    """
                    SELECT part FROM message
                    WHERE id IN (\(placeholders(chunk.count))) AND run_id = '' AND step_id = 'safety'
                    """, chunk.map { .text($0) }
                ) { $0.text(0) })
        }
        let gone = Set(ids)
        for part in parts.sorted() {
            let alerts = try rows(
                """
                SELECT m.id, CASE WHEN m.state IN ('dead', 'cancelled', 'expired', 'held') OR EXISTS (
                        SELECT 1 FROM message_return AS r WHERE r.message_id = m.id AND r.kind = 'gone')
                    THEN 1 ELSE 0 END
                FROM message AS m WHERE m.run_id = '' AND m.step_id = 'safety' AND m.part = $1
                """, [.text(part)]
            ) { ($0.text(0), $0.integer(1) == 1) }
            guard alerts.allSatisfy({ $0.1 || gone.contains($0.0) }) else { continue }
            let words = part.split(separator: " ")
            guard words.count == 3, let round = Int(words[1]) else { continue }
            let changed = try execute(
                """
                UPDATE safety_flag SET next_at = $1
                WHERE id = $2 AND notified = $3 AND state = 'notified' AND next_at > $1
                """, [.instant(now), .text(String(words[0])), .count(round)])
            if changed > 0 { wakeOthers() }
        }
    }
}
