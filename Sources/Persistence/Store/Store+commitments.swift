public import Community
import PluginKit
public import Scheduling

extension Store {
    /// Keeps what somebody means to do, and tells the jobs that remind of it.
    ///
    /// - Returns: False when they have another one that stands; nothing is kept then.
    public func setCommitment(_ commitment: Commitment) async throws -> Bool {
        try await database.write { connection in
            let count = try connection.execute(
                """
                INSERT INTO commitment (id, person_id, words, shared_with, remind_at, follow_up_at, set_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
                """,
                [
                    .text(commitment.id.rawValue), .text(commitment.member.rawValue), .text(commitment.words),
                    .text(commitment.sharedWith?.rawValue), .instant(commitment.remindAt),
                    .instant(commitment.followUpAt), .instant(commitment.setAt),
                ])
            guard count == 1 else { return false }
            try connection.note(
                EventName.commitmentSet.rawValue, [commitment.member], about: commitment.id.rawValue,
                at: commitment.setAt)
            return true
        }
    }

    /// What stands of each of `members`.
    public func commitments(of members: [MemberID]) async throws -> [MemberID: Commitment] {
        try await database.read { connection in
            var found: [MemberID: Commitment] = [:]
            for chunk in StatementChunks.of(members) {
                let rows = try connection.rows(
                    """
                    SELECT \(CommitmentRows.columns) FROM commitment
                    WHERE ended_at IS NULL AND person_id IN (\(connection.placeholders(chunk.count)))
                    """, chunk.map { .text($0.rawValue) }, CommitmentRows.commitment)
                for commitment in rows { found[commitment.member] = commitment }
            }
            return found
        }
    }

    /// What stands and `reader` may read: their own, and what others share with them.
    public func commitments(readableBy reader: MemberID) async throws -> [Commitment] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(CommitmentRows.columns) FROM commitment
                WHERE ended_at IS NULL AND (person_id = $1 OR shared_with = $1) ORDER BY set_at, id
                """, [.text(reader.rawValue)], CommitmentRows.commitment)
        }
    }

    /// Shares what stands of somebody with one peer, or with nobody again.
    ///
    /// - Returns: False when nothing stands.
    public func shareCommitment(of member: MemberID, with peer: MemberID?) async throws -> Bool {
        try await database.write { connection in
            try connection.execute(
                "UPDATE commitment SET shared_with = $1 WHERE person_id = $2 AND ended_at IS NULL",
                [.text(peer?.rawValue), .text(member.rawValue)]) == 1
        }
    }

    /// Its owner's word that it is behind them.
    ///
    /// - Returns: False when nothing stands.
    public func endCommitment(of member: MemberID, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            try connection.execute(
                "UPDATE commitment SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL",
                [.instant(now), .text(member.rawValue)]) == 1
        }
    }
}

enum CommitmentRows {
    static let columns = "id, person_id, words, shared_with, remind_at, follow_up_at, set_at, ended_at"

    static func commitment(_ row: any SQLRow) -> Commitment {
        Commitment(
            id: CommitmentID(row.text(0)), member: MemberID(row.text(1)), words: row.text(2),
            sharedWith: row.optionalText(3).map { MemberID($0) }, remindAt: row.optionalInstant(4),
            followUpAt: row.optionalInstant(5), setAt: row.instant(6), endedAt: row.optionalInstant(7))
    }
}
