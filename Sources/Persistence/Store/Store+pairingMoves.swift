public import Community
import PluginKit
public import Scheduling

extension Store {
    /// Takes a counselor's decision on a proposed pair, and wakes the runs that wait for it.
    ///
    /// Who decided first has decided. When nobody waits for it any more, `followUp` is added to do what comes after the
    /// step that asked. A pair that cannot go on by now, because one of the two paused or took consent back, is withdrawn
    /// when it is approved.
    ///
    /// `decline`: What is meant, where the event is a decline.
    ///
    /// - Returns: The pair as it stands now, and whether this call was the one that decided; nil when there is no such pair.
    public func decide(
        _ id: PairingID, _ event: PairingState.Event, meaning decline: PairingDecline = .another, by decider: String,
        followUp: FollowUp? = nil, at now: Instant
    ) async throws -> (pairing: Pairing, isFirst: Bool)? {
        try await database.write { connection in
            guard let pairing = try connection.pairings([id]).first else { return nil }
            guard pairing.state == .proposed else { return (pairing, false) }
            if event == .approve, let obstacle = try connection.obstacle(to: pairing, at: now) {
                return (try connection.move(pairing, .withdraw, because: obstacle.reason, at: now), true)
            }
            let decided = try connection.move(
                pairing, event, by: decider, because: event == .decline ? decline.rawValue : nil, at: now)
            if event == .decline, decline.rests {
                try connection.remember(pairing.pair, saidNoAt: now, isNever: decline == .notThisPair)
            }
            connection.wakeOthers()
            if event == .approve { try connection.wakeRuns(about: id, at: now) }
            if let followUp, try !connection.isAwaited(id) { try connection.add(followUp) }
            return (decided, true)
        }
    }

    /// Ends a standing pair, or takes back one that is being asked, without a reason; the place is free again.
    ///
    /// `isForSafety`: The two are not proposed to each other again, before `until` when that is given; staff alone know.
    ///
    /// - Returns: The pair as it stands now; nil when there is no such pair.
    /// - Throws: `InvalidTransition` when it has come to an end already; nothing is changed then.
    public func end(
        _ id: PairingID, by decider: String, isForSafety: Bool, until: Instant? = nil, at now: Instant
    ) async throws -> Pairing? {
        try await database.write { connection in
            guard let pairing = try connection.pairings([id]).first else { return nil }
            let isAsked = PairingState.beforeYes.contains(pairing.state)
            let ended = try connection.move(
                pairing, isForSafety ? .endForSafety : isAsked ? .withdraw : .end, by: decider, at: now)
            guard isForSafety else { return ended }
            try connection.execute(
                """
                INSERT INTO do_not_pair (first, second, kind, set_by, set_at, until_at)
                VALUES ($1, $2, 'safetyOrder', $3, $4, $5)
                ON CONFLICT (first, second, kind) DO UPDATE SET until_at = excluded.until_at
                """,
                [
                    .text(pairing.pair.first.rawValue), .text(pairing.pair.second.rawValue), .text(decider),
                    .instant(now), .instant(until),
                ])
            return ended
        }
    }

    /// Moves a pair as somebody says, such as to rest it or to take it up again.
    ///
    /// - Returns: The pair as it stands now; nil when there is no such pair.
    /// - Throws: `InvalidTransition` when it cannot go there; nothing is changed then.
    public func move(
        _ id: PairingID, _ event: PairingState.Event, by decider: String, at now: Instant
    ) async throws -> Pairing? {
        try await database.write { connection in
            guard let pairing = try connection.pairings([id]).first else { return nil }
            return try connection.move(pairing, event, by: decider, at: now)
        }
    }

    /// Has a mentor take nobody new, or somebody new again.
    ///
    /// - Returns: Whether that changed anything.
    public func setResting(
        _ mentor: MemberID, _ isResting: Bool, by decider: String, at now: Instant
    ) async throws -> Bool {
        try await database.write { connection in
            isResting
                ? try connection.rest(mentor, by: decider, at: now)
                : try connection.liftRest(of: mentor, by: decider, at: now)
        }
    }
}

extension SQLConnection {
    /// Moves a pair, notes who did it and why, and lets go of what waits for an answer about one that has come to its end.
    ///
    /// `decider`: nil when the program moves it by its rules.
    @discardableResult
    func move(
        _ pairing: Pairing, _ event: PairingState.Event, by decider: String? = nil, because reason: String? = nil,
        at now: Instant
    ) throws -> Pairing {
        var moved = pairing
        moved.state = try pairing.state.after(event)
        moved.changedAt = now
        if let decider { (moved.decidedBy, moved.decidedAt) = (decider, now) }
        if moved.state == .introduced { moved.introducedAt = now }
        if !moved.state.takesAPlace { moved.endReason = reason }
        try execute(
            """
            UPDATE pairing SET state = $1, changed_at = $2, decided_by = $3, decided_at = $4, introduced_at = $5,
                end_reason = $6 WHERE id = $7
            """,
            [
                .text(moved.state.rawValue), .instant(now), .text(moved.decidedBy), .instant(moved.decidedAt),
                .instant(moved.introducedAt), .text(moved.endReason), .text(pairing.id.rawValue),
            ])
        try note(event.rawValue, of: moved, by: decider, because: reason, at: now)
        if pairing.state.takesAPlace, !moved.state.takesAPlace { try letGo(of: moved, at: now) }
        switch moved.state {
        case .accepted: try note(EventName.pairingAccepted, moved, at: now)
        case .closing: try note(EventName.pairingClosing, moved, at: now)
        case .declinedByEither: try remember(moved.pair, saidNoAt: now)
        case .closed, .ended, .endedForSafety: try remember(moved.pair, endedAt: now)
        default: break
        }
        return moved
    }

    /// Writes down one thing that happened to a pair.
    func note(
        _ event: String, of pairing: Pairing, by decider: String?, because reason: String?, at now: Instant
    ) throws {
        try execute(
            """
            INSERT INTO pairing_step (pairing_id, place, event, state, done_by, reason, done_at)
            SELECT $1, COUNT(*) + 1, $2, $3, $4, $5, $6 FROM pairing_step WHERE pairing_id = $1
            """,
            [
                .text(pairing.id.rawValue), .text(event), .text(pairing.state.rawValue), .text(decider), .text(reason),
                .instant(now),
            ])
    }

    /// Keeps what was between two people; what is known already stays.
    func remember(
        _ pair: MemberPair, saidNoAt: Instant? = nil, endedAt: Instant? = nil, isNever: Bool = false
    ) throws {
        try execute(
            """
            INSERT INTO pair_history (first, second, said_no_at, ended_at, is_never) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (first, second) DO UPDATE SET
                said_no_at = COALESCE(excluded.said_no_at, pair_history.said_no_at),
                ended_at = COALESCE(excluded.ended_at, pair_history.ended_at),
                is_never = CASE WHEN excluded.is_never = 1 THEN 1 ELSE pair_history.is_never END
            """,
            [
                .text(pair.first.rawValue), .text(pair.second.rawValue), .instant(saidNoAt), .instant(endedAt),
                .integer(isNever ? 1 : 0),
            ])
    }

    /// Withdraws the pairs of one person that cannot go on any more and are not standing yet; the places are free again.
    func withdrawPairs(of member: MemberID, at now: Instant) throws {
        let open = try rows(
            """
            SELECT \(PairingRows.columns) FROM pairing
            WHERE (newcomer = $1 OR mentor = $1) AND state IN (\(PairingTexts.beforeYes)) ORDER BY id
            """, [.text(member.rawValue)], PairingRows.pairing)
        for pairing in open {
            guard let obstacle = try obstacle(to: pairing, at: now) else { continue }
            try move(pairing, .withdraw, because: obstacle.reason, at: now)
        }
    }

    /// Why a pair that is not standing yet cannot go on; nil when it can.
    func obstacle(to pairing: Pairing, at now: Instant) throws -> PairingObstacle? {
        let people = try people([pairing.newcomer, pairing.mentor])
        let pair: [SQLValue] = [.text(pairing.pair.first.rawValue), .text(pairing.pair.second.rawValue)]
        let isForbidden = try row(
            """
            SELECT 1 FROM do_not_pair
            WHERE first = $1 AND second = $2 AND (until_at IS NULL OR until_at > $3)
            UNION ALL SELECT 1 FROM pair_history WHERE first = $1 AND second = $2 AND is_never = 1 LIMIT 1
            """, pair + [.instant(now)]
        ) { _ in true }
        let taken = try row(
            "SELECT COUNT(*) FROM pairing WHERE mentor = $1 AND id <> $2 AND state IN (\(PairingTexts.places))",
            [.text(pairing.mentor.rawValue), .text(pairing.id.rawValue)]
        ) { $0.count(0) }
        // Who is being asked already is asked to the end: only new pairs rest.
        let isNew = pairing.state == .proposed || pairing.state == .approved
        return .between(
            people[pairing.newcomer], people[pairing.mentor], at: now, takenPlaces: taken ?? 0,
            isResting: try isNew && isResting(pairing.mentor), mayMeet: isForbidden == nil)
    }

    /// Wakes the runs that wait for a decision on a pair, or for an answer about it.
    func wakeRuns(about id: PairingID, at now: Instant) throws {
        try execute(
            """
            UPDATE run SET woken = 1, due_at = CASE WHEN state = 'waiting' AND due_at > $1 THEN $1 ELSE due_at END
            WHERE state IN ('waiting', 'running') AND (
                id IN (SELECT run_id FROM decision_request WHERE pairing_id = $2)
                OR id IN (SELECT run_id FROM ask WHERE subject = $2))
            """, [.instant(now), .text(id.rawValue)])
    }

    /// Nobody is asked about it any more, and what waits in the outbox about it stays here.
    private func letGo(of pairing: Pairing, at now: Instant) throws {
        let id = SQLValue.text(pairing.id.rawValue)
        try letGo(because: "the pair it is about has come to its end", at: now, where: "part = $3", [id])
        try execute("UPDATE ask SET state = 'withdrawn' WHERE subject = $1 AND state = 'open'", [id])
        wakeOthers()
        try wakeRuns(about: pairing.id, at: now)
    }

    private func note(_ event: EventName, _ pairing: Pairing, at now: Instant) throws {
        try note(event.rawValue, [pairing.newcomer, pairing.mentor], about: pairing.id.rawValue, at: now)
    }
}
