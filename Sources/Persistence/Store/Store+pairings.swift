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

    /// The last run that asked for a decision on a pair, and the step that did; nil when none did.
    public func decisionOrigin(of id: PairingID) async throws -> (run: RunRecord, step: String)? {
        try await database.read { connection in
            let found = try connection.row(
                """
                SELECT d.run_id, d.step_id FROM decision_request AS d JOIN run AS r ON r.id = d.run_id
                WHERE d.pairing_id = $1 ORDER BY r.created_at DESC, r.id LIMIT 1
                """, [.text(id.rawValue)]
            ) { ($0.text(0), $0.text(1)) }
            guard let (run, step) = found else { return nil }
            return try connection.row(
                "SELECT \(RunRows.columns) FROM run WHERE id = $1", [.text(run)], RunRows.run
            ).map { ($0, step) }
        }
    }

    /// Takes a counselor's decision on a proposed pair, and wakes the runs that wait for it.
    ///
    /// Who decided first has decided. When nobody waits for it any more, `followUp` is added to do what comes after the
    /// step that asked.
    ///
    /// - Returns: The pair as it stands now, and whether this call was the one that decided; nil when there is no such pair.
    public func decide(
        _ id: PairingID, _ event: PairingState.Event, by decider: String, followUp: FollowUp? = nil, at now: Instant
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
            connection.wakeOthers()
            try connection.execute(
                """
                UPDATE run SET woken = 1, due_at = CASE WHEN state = 'waiting' AND due_at > $1 THEN $1 ELSE due_at END
                WHERE state IN ('waiting', 'running')
                    AND id IN (SELECT run_id FROM decision_request WHERE pairing_id = $2)
                """, [.instant(now), .text(id.rawValue)])
            if let followUp, try !connection.isAwaited(id) { try connection.add(followUp) }
            return (pairing, true)
        }
    }

    /// Ends a standing pair, or takes back one that is being asked, without a reason; the place is free again.
    ///
    /// `isForSafety`: The two are never proposed to each other again.
    ///
    /// - Returns: The pair as it stands now; nil when there is no such pair.
    /// - Throws: `InvalidTransition` when it has come to an end already; nothing is changed then.
    public func end(
        _ id: PairingID, by decider: String, isForSafety: Bool, at now: Instant
    ) async throws -> Pairing? {
        try await database.write { connection in
            guard var pairing = try connection.pairings([id]).first else { return nil }
            pairing.state = try pairing.state.after(pairing.state == .accepted ? .end : .withdraw)
            pairing.decidedBy = decider
            pairing.decidedAt = now
            try connection.execute(
                "UPDATE pairing SET state = $1, decided_by = $2, decided_at = $3, changed_at = $3 WHERE id = $4",
                [.text(pairing.state.rawValue), .text(decider), .instant(now), .text(id.rawValue)])
            // What waits in the outbox about it is let go, and nobody is asked any more.
            try connection.execute(
                """
                UPDATE message SET state = 'cancelled', reason = 'the pair was ended', finished_at = $1
                WHERE part = $2 AND state IN ('queued', 'deferred', 'retrying')
                """, [.instant(now), .text(id.rawValue)])
            try connection.execute(
                "UPDATE ask SET state = 'withdrawn' WHERE subject = $1 AND state = 'open'", [.text(id.rawValue)])
            try connection.execute(
                """
                UPDATE run SET woken = 1, due_at = CASE WHEN state = 'waiting' AND due_at > $1 THEN $1 ELSE due_at END
                WHERE state IN ('waiting', 'running') AND (
                    id IN (SELECT run_id FROM decision_request WHERE pairing_id = $2)
                    OR id IN (SELECT run_id FROM ask WHERE subject = $2))
                """, [.instant(now), .text(id.rawValue)])
            if isForSafety {
                let pair = MemberPair(pairing.newcomer, pairing.mentor)
                try connection.execute(
                    "INSERT INTO do_not_pair (first, second) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    [.text(pair.first.rawValue), .text(pair.second.rawValue)])
            }
            return pairing
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
    static let columns = "id, newcomer, mentor, state, reasons, proposed_at, decided_by, decided_at, explanation"

    static func pairing(_ row: any SQLRow) -> Pairing {
        Pairing(
            id: PairingID(row.text(0)), newcomer: MemberID(row.text(1)), mentor: MemberID(row.text(2)),
            state: PairingState(rawValue: row.text(3)) ?? .withdrawn,
            reasons: row.text(4).split(separator: "\n").map(String.init),
            explanation: PairingExplanation(json: row.text(8)), proposedAt: row.instant(5),
            decidedBy: row.optionalText(6), decidedAt: row.optionalInstant(7))
    }
}

/// A run that takes up where an ended one asked for a decision.
public struct FollowUp: Hashable, Sendable {
    public let run: RunRecord
    /// The run that asked, whose steps before count for this one.
    public let origin: String
    /// The step that asked, and what it decides now.
    public let step: String
    public let outputs: [String: [String]]

    public init(run: RunRecord, origin: String, step: String, outputs: [String: [String]]) {
        self.run = run
        self.origin = origin
        self.step = step
        self.outputs = outputs
    }
}

extension SQLConnection {
    /// Whether a step that goes on waits for a decision on the pair.
    fileprivate func isAwaited(_ id: PairingID) throws -> Bool {
        try row(
            """
            SELECT 1 FROM decision_request AS d JOIN run AS r ON r.id = d.run_id
                JOIN step AS s ON s.run_id = d.run_id AND s.step_id = d.step_id
            WHERE d.pairing_id = $1 AND r.state IN ('ready', 'running', 'waiting')
                AND s.state IN ('running', 'waiting') LIMIT 1
            """, [.text(id.rawValue)]
        ) { _ in true } ?? false
    }

    fileprivate func add(_ followUp: FollowUp) throws {
        guard try RunRows.insert(followUp.run, into: self) else { return }
        try execute(
            """
            INSERT INTO step (run_id, step_id, state, reason, outputs, started_at, finished_at)
            SELECT $1, step_id, 'done', reason, CASE WHEN step_id = $2 THEN $3 ELSE outputs END, started_at, $4
            FROM step WHERE run_id = $5 AND (step_id = $2 OR finished_at IS NOT NULL)
            ON CONFLICT (run_id, step_id) DO NOTHING
            """,
            [
                .text(followUp.run.id), .text(followUp.step), .text(JSONText.text(followUp.outputs)),
                .instant(followUp.run.createdAt), .text(followUp.origin),
            ])
    }

    func pairings(_ ids: [PairingID]) throws -> [Pairing] {
        guard !ids.isEmpty else { return [] }
        let found = try rows(
            "SELECT \(PairingRows.columns) FROM pairing WHERE id IN (\(placeholders(ids.count)))",
            ids.map { .text($0.rawValue) }, PairingRows.pairing)
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        return ids.compactMap { byID[$0] }
    }
}
