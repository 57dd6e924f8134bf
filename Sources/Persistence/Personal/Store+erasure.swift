public import Community
import Messages
import PluginKit
public import Scheduling

extension Store {
    /// Erases a person in one transaction: what is theirs goes, what is somebody else's too names a pseudonym from then on,
    /// and whom not to pair them with stays under it.
    ///
    /// Pairs that stand are closed, so that the job that closes pairs thanks the other side; those that do not are
    /// withdrawn. Asks and messages are gone, also what is on its way: what a channel has taken already can arrive, and
    /// nothing is kept of it. Runs that hold the person go on without them (`withoutErased`). Others' own words stay as
    /// they are, also where they name the person. Looks through all of every table, so it is for one person at a time.
    ///
    /// `pseudonym`: The same for the same id, and made with the program's key.
    /// `actor`: Who erases them, as the only thing besides that is kept of it.
    /// - Throws: `ErasureRefusal`; nothing is changed then.
    public func erase(
        _ id: MemberID, as pseudonym: String, by actor: MemberID, at now: Instant
    ) async throws -> Erasure {
        try await database.write { connection in
            let erasure = try connection.erasure(of: id)
            guard let member = try connection.people([id])[id] else { throw ErasureRefusal.unknown(id) }
            let person = PersonalText(id: id.rawValue, name: member.preferredName, pseudonym: pseudonym)
            try connection.endPairs(of: id, at: now)
            try connection.leaveRuns(id, at: now)
            try connection.forgetName(person)
            for table in PersonalTables.all { try connection.forget(person, in: table) }
            try connection.execute(
                """
                INSERT INTO erasure (pseudonym, erased_at, erased_by) VALUES ($1, $2, $3)
                ON CONFLICT (pseudonym) DO UPDATE SET erased_at = excluded.erased_at, erased_by = excluded.erased_by,
                    returned_at = NULL
                """,
                [.text(pseudonym), .instant(now), .text(actor == id ? pseudonym : actor.rawValue)])
            connection.wakeOthers()
            return erasure
        }
    }

    /// What `erase` would take away; nothing is changed.
    public func erasure(of id: MemberID) async throws -> Erasure {
        try await database.read { try $0.erasure(of: id) }
    }

    /// Who was erased when and by whom, as far as it is kept; the oldest first.
    public func erasures() async throws -> [(pseudonym: String, at: Instant, by: String)] {
        try await database.read { connection in
            try connection.rows("SELECT pseudonym, erased_at, erased_by FROM erasure ORDER BY erased_at, pseudonym", [])
            {
                ($0.text(0), $0.instant(1), $0.text(2))
            }
        }
    }
}

extension SQLConnection {
    /// The pseudonyms of those who were erased and have not come back.
    func pseudonymsOfErased() throws -> Set<String> {
        Set(try rows("SELECT pseudonym FROM erasure WHERE returned_at IS NULL", []) { $0.text(0) })
    }

    /// Gives somebody who came back what was kept for the safety of others.
    func recognise(_ id: MemberID, as pseudonym: String, at now: Instant) throws {
        for table in PersonalTables.all where !table.columns(.side).isEmpty {
            try rename(pseudonym, to: id.rawValue, inPairsOf: table.name)
        }
        try execute(
            "UPDATE erasure SET returned_at = $1 WHERE pseudonym = $2", [.instant(now), .text(pseudonym)])
    }

    fileprivate func erasure(of id: MemberID) throws -> Erasure {
        let person = SQLValue.text(id.rawValue)
        guard try people([id])[id] != nil else { throw ErasureRefusal.unknown(id) }
        for (column, refusal) in [
            ("person_id", ErasureRefusal.openFlag), ("acknowledged_by", ErasureRefusal.holdsFlag),
        ] {
            let open = try row(
                "SELECT reference FROM safety_flag WHERE \(column) = $1 AND state <> 'closed' ORDER BY opened_at",
                [person]
            ) { $0.text(0) }
            if let open { throw refusal(open) }
        }
        var erasure = Erasure()
        for table in PersonalTables.all {
            guard let theirs = table.theirs else { continue }
            let count = try row("SELECT COUNT(*) FROM \(table.name) WHERE \(theirs)", [person]) { $0.count(0) } ?? 0
            guard count > 0 else { continue }
            let line = Erasure.Count(words: table.words, count: count)
            if table.isRemoved { erasure.removed.append(line) } else { erasure.kept.append(line) }
        }
        erasure.inFlight =
            try row("SELECT COUNT(*) FROM message WHERE person_id = $1 AND state = 'sending'", [person]) { $0.count(0) }
            ?? 0
        erasure.pairedWith = try pairsOf(id, in: PairingState.standing).map {
            $0.newcomer == id ? $0.mentor : $0.newcomer
        }
        return erasure
    }

    private func pairsOf(_ id: MemberID, in states: [PairingState]) throws -> [Pairing] {
        try rows(
            """
            SELECT \(PairingRows.columns) FROM pairing
            WHERE (newcomer = $1 OR mentor = $1) AND state IN (\(placeholders(states.count, from: 2))) ORDER BY id
            """, [.text(id.rawValue)] + states.map { .text($0.rawValue) }, PairingRows.pairing)
    }

    fileprivate func endPairs(of id: MemberID, at now: Instant) throws {
        for pair in try pairsOf(id, in: PairingState.beforeYes) {
            let side: PairingSide = pair.newcomer == id ? .newcomer : .mentor
            try move(pair, .withdraw, because: PairingObstacle.gone(side).reason, at: now)
        }
        for pair in try pairsOf(id, in: PairingState.standing) { try move(pair, .close, at: now) }
    }

    /// Lets runs go on that wait for the person, and those whose next page begins behind them.
    fileprivate func leaveRuns(_ id: MemberID, at now: Instant) throws {
        try execute(
            """
            UPDATE run SET woken = 1, due_at = CASE WHEN state = 'waiting' AND due_at > $1 THEN $1 ELSE due_at END
            WHERE state IN ('waiting', 'running') AND (
                id IN (SELECT run_id FROM run_wait WHERE person_id = $2)
                OR id IN (SELECT run_id FROM ask WHERE person_id = $2 AND state = 'open' AND subject IS NOT NULL))
            """, [.instant(now), .text(id.rawValue)])
        let before = try personBefore(id.rawValue)
        try execute("UPDATE run SET page_cursor = $1 WHERE page_cursor = $2", [.text(before), .text(id.rawValue)])
    }

    /// The id behind which the same people come as behind `id`.
    func personBefore(_ id: String) throws -> String {
        try row("SELECT COALESCE(MAX(id), '') FROM person WHERE id < $1", [.text(id)]) { $0.text(0) } ?? ""
    }
}
