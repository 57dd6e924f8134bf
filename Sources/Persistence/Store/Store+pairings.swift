public import Community
public import Scheduling

extension Store {
    /// Pairs, the newest first; those in `states`, or all.
    public func pairings(in states: [PairingState]? = nil) async throws -> [Pairing] {
        try await database.read { connection in
            let filter = states.map { "WHERE state IN (\(connection.placeholders($0.count)))" } ?? ""
            return try connection.rows(
                "SELECT \(PairingRows.columns) FROM pairing \(filter) ORDER BY proposed_at DESC, id",
                (states ?? []).map { .text($0.rawValue) }, PairingRows.pairing)
        }
    }

    /// The pairs with these ids, in that order; those that are gone are left out.
    public func pairings(_ ids: [PairingID]) async throws -> [Pairing] {
        try await database.read { connection in try connection.pairings(ids) }
    }

    /// Takes a counselor's decision on a proposed pair, and wakes the runs that wait for it.
    ///
    /// Who decided first has decided.
    ///
    /// - Returns: The pair as it stands now, and whether this call was the one that decided; nil when there is no such pair.
    public func decide(
        _ id: PairingID, _ event: PairingState.Event, by decider: String, at now: Instant
    ) async throws -> (pairing: Pairing, isFirst: Bool)? {
        try await database.write { connection in
            guard var pairing = try connection.pairings([id]).first else { return nil }
            guard pairing.state == .proposed else { return (pairing, false) }
            pairing.state = try pairing.state.after(event)
            pairing.decidedBy = decider
            pairing.decidedAt = now
            try connection.execute(
                """
                UPDATE pairing SET state = $1, decided_by = $2, decided_at = $3, changed_at = $3 WHERE id = $4
                """, [.text(pairing.state.rawValue), .text(decider), .instant(now), .text(id.rawValue)])
            try connection.execute(
                """
                UPDATE run SET due_at = $1 WHERE state = 'waiting' AND due_at > $1
                    AND id IN (SELECT run_id FROM decision_request WHERE pairing_id = $2)
                """, [.instant(now), .text(id.rawValue)])
            return (pairing, true)
        }
    }

    /// Until when a step waits for which decisions.
    public func decisionRequests(run: String, step: String) async throws -> [PairingID: Instant] {
        try await database.read { connection in
            let found = try connection.rows(
                "SELECT pairing_id, until FROM decision_request WHERE run_id = $1 AND step_id = $2",
                [.text(run), .text(step)]
            ) { (PairingID($0.text(0)), $0.instant(1)) }
            return Dictionary(found) { first, _ in first }
        }
    }

    /// Places that open pairs take, by mentor.
    public func takenPlaces() async throws -> [MemberID: Int] {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT mentor, COUNT(*) FROM pairing
                WHERE state IN ('proposed', 'approved', 'asking_newcomer', 'asking_mentor', 'accepted') GROUP BY mentor
                """, []
            ) { (MemberID($0.text(0)), $0.count(1)) }
            return Dictionary(found) { first, _ in first }
        }
    }

    /// Pairs that said no or were declined, with the instant of it.
    public func declinedPairs() async throws -> [MemberPair: Instant] {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT newcomer, mentor, MAX(changed_at) FROM pairing
                WHERE state IN ('declined', 'declined_by_either') GROUP BY newcomer, mentor
                """, []
            ) { (MemberPair(MemberID($0.text(0)), MemberID($0.text(1))), $0.instant(2)) }
            return Dictionary(found) { max($0, $1) }
        }
    }
}

/// Reads pairs from rows.
enum PairingRows {
    static let columns = "id, newcomer, mentor, state, reasons, proposed_at, decided_by, decided_at"

    static func pairing(_ row: any SQLRow) -> Pairing {
        Pairing(
            id: PairingID(row.text(0)), newcomer: MemberID(row.text(1)), mentor: MemberID(row.text(2)),
            state: PairingState(rawValue: row.text(3)) ?? .withdrawn,
            reasons: row.text(4).split(separator: "\n").map(String.init), proposedAt: row.instant(5),
            decidedBy: row.optionalText(6), decidedAt: row.optionalInstant(7))
    }
}

extension SQLConnection {
    func pairings(_ ids: [PairingID]) throws -> [Pairing] {
        guard !ids.isEmpty else { return [] }
        let found = try rows(
            "SELECT \(PairingRows.columns) FROM pairing WHERE id IN (\(placeholders(ids.count)))",
            ids.map { .text($0.rawValue) }, PairingRows.pairing)
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }
}
