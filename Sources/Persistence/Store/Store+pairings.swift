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
                "SELECT mentor, COUNT(*) FROM pairing WHERE state IN (\(PairingTexts.places)) GROUP BY mentor", []
            ) { (MemberID($0.text(0)), $0.count(1)) }
            return Dictionary(found) { first, _ in first }
        }
    }

    /// The standing pairs, and those about to be closed, of which one is among `members`; by id.
    public func standingPairings(of members: [MemberID]) async throws -> [Pairing] {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT \(PairingRows.columns) FROM pairing WHERE state IN (\(PairingTexts.standing), 'closing') ORDER BY id
                """, [], PairingRows.pairing)
            let known = Set(members)
            return found.filter { known.contains($0.newcomer) || known.contains($0.mentor) }
        }
    }

    /// What happened to a pair, in order.
    public func steps(ofPairing id: PairingID) async throws -> [PairingStep] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT event, state, done_by, reason, done_at FROM pairing_step WHERE pairing_id = $1 ORDER BY place
                """, [.text(id.rawValue)]
            ) {
                PairingStep(
                    event: $0.text(0), state: PairingState(rawValue: $0.text(1)) ?? .withdrawn, by: $0.optionalText(2),
                    reason: $0.optionalText(3), at: $0.instant(4))
            }
        }
    }

    /// Who must not be paired at `instant`, for reasons that stay with those who know them; with those of the past when
    /// it is nil.
    public func doNotPair(at instant: Instant? = nil) async throws -> Set<MemberPair> {
        try await database.read { connection in
            Set(
                try connection.rows(
                    "SELECT first, second FROM do_not_pair WHERE until_at IS NULL OR until_at > $1",
                    [.integer(instant?.milliseconds ?? .min)]
                ) { MemberPair(MemberID($0.text(0)), MemberID($0.text(1))) })
        }
    }

    /// What was between people before: pairs in no order.
    public func pairHistory() async throws -> [MemberPair: PairMemory] {
        try await database.read { connection in
            let found = try connection.rows(
                "SELECT first, second, said_no_at, ended_at, is_never FROM pair_history", []
            ) { row in
                (
                    MemberPair(MemberID(row.text(0)), MemberID(row.text(1))),
                    PairMemory(
                        saidNoAt: row.optionalInstant(2), endedAt: row.optionalInstant(3), isNever: row.integer(4) != 0)
                )
            }
            return Dictionary(found) { first, _ in first }
        }
    }

    /// Newcomers whose last pair came to its end after both had said yes, or by a no: they are first in the next round.
    public func newcomersToMatchAgain() async throws -> Set<MemberID> {
        try await database.read { connection in
            Set(
                try connection.rows(
                    """
                    SELECT p.newcomer FROM pairing AS p
                    WHERE p.state IN ('closed', 'ended', 'ended_for_safety', 'declined_by_either', 'lapsed', 'withdrawn')
                        AND NOT EXISTS (
                            SELECT 1 FROM pairing AS later WHERE later.newcomer = p.newcomer AND later.id <> p.id
                                AND later.changed_at > p.changed_at)
                        AND NOT EXISTS (
                            SELECT 1 FROM pairing AS open WHERE open.newcomer = p.newcomer
                                AND open.state IN (\(PairingTexts.places)))
                    """, []
                ) { MemberID($0.text(0)) })
        }
    }

    /// Mentors who take nobody new, or did so before.
    public func mentorRests() async throws -> [MemberID: MentorRest] {
        try await database.read { connection in
            let found = try connection.rows("SELECT person_id, since, lifted_at FROM mentor_rest", []) {
                (MemberID($0.text(0)), MentorRest(since: $0.instant(1), liftedAt: $0.optionalInstant(2)))
            }
            return Dictionary(found) { first, _ in first }
        }
    }
}

/// What was between two people before.
public struct PairMemory: Hashable, Sendable {
    /// When one of them, or a counselor, last said no to the two.
    public let saidNoAt: Instant?
    /// When their last pair ended.
    public let endedAt: Instant?
    /// Whether a counselor said that these two are not to be proposed again.
    public let isNever: Bool
}
