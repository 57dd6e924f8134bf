import Scheduling

/// Which runs may go, with all that only they need.
enum PruneRuns {
    /// A run `r` that ended before `$1`.
    static let ended = """
        r.is_open = 0 AND r.finished_at < $1
        """

    /// Nothing that goes on needs it: no ask that may be answered, no pair that is to be decided on, no message that is
    /// to be sent.
    static let condition = """
        r.created_at < $1 AND \(ended)
        AND NOT EXISTS (SELECT 1 FROM ask AS a WHERE a.run_id = r.id AND a.expires_at >= $1)
        AND NOT EXISTS (
            SELECT 1 FROM decision_request AS d JOIN pairing AS p ON p.id = d.pairing_id
            WHERE d.run_id = r.id AND p.state IN (\(PairingTexts.beforeYes)))
        AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.run_id = r.id AND m.finished_at IS NULL)
        """
}

extension SQLConnection {
    /// Removes runs in the order of their creation, each with its steps, its asks and who was left out.
    ///
    /// What a run may have very many of goes first, in batches of its own; the run itself goes last, so that what is left
    /// after a crash is found again. Asks whose answers are kept stay with them.
    func pruneRuns(before cutoff: Instant, from cursor: PruneCursor, limit: Int) throws -> PruneBatch {
        let after = cursor.key.isEmpty ? "" : "AND (r.created_at, r.id) > ($2, $3)"
        let found = try rows(
            """
            SELECT r.created_at, r.id, CASE WHEN EXISTS (SELECT 1 FROM ask AS a WHERE a.run_id = r.id)
                OR EXISTS (SELECT 1 FROM left_out AS l WHERE l.run_id = r.id)
                OR EXISTS (SELECT 1 FROM run_person AS p WHERE p.run_id = r.id) THEN 1 ELSE 0 END
            FROM run AS r WHERE \(PruneRuns.condition) \(after) ORDER BY r.created_at, r.id LIMIT \(limit)
            """, [.instant(cutoff)] + cursor.key
        ) { (key: [SQLValue.integer($0.integer(0)), .text($0.text(1))], id: $0.text(1), hasMany: $0.integer(2) != 0) }
        var batch = PruneBatch()
        var next = cursor
        for run in found {
            if run.hasMany {
                let removed = try removePeople(ofRun: run.id, limit: limit - batch.removed)
                batch.removed += removed
                guard batch.removed < limit else {
                    batch.next = next
                    return batch
                }
            }
            let id: [SQLValue] = [.text(run.id)]
            for table in ["step", "run_attempt", "run_wait", "decision_request"] {
                batch.removed += try execute("DELETE FROM \(table) WHERE run_id = $1", id)
            }
            batch.removed += try execute(
                "DELETE FROM run WHERE id = $1 AND is_open = 0", id)
            next.key = run.key
            guard batch.removed < limit else { break }
        }
        if found.count == limit || batch.removed >= limit { batch.next = next }
        return batch
    }

    /// Removes who was left out of runs that ended, run by run along the key, however many there are of each.
    func pruneLeftOut(before cutoff: Instant, from cursor: PruneCursor, limit: Int) throws -> PruneBatch {
        var batch = PruneBatch()
        var next = cursor
        // The table holds only what is young and what is to go now: its runs are few.
        for _ in 0..<limit where batch.removed < limit {
            let last = next.key.first ?? ""
            guard
                let run = try row("SELECT MIN(run_id) FROM left_out WHERE run_id > $1", [last], { $0.optionalText(0) })
                    ?? nil
            else { return batch }
            let hasEnded = try row(
                "SELECT 1 FROM run AS r WHERE \(PruneRuns.ended) AND r.id = $2", [.instant(cutoff), .text(run)]
            ) { _ in true }
            if hasEnded == true {
                batch.removed += try remove("left_out", by: "step_id, person_id", ofRun: run, limit - batch.removed)
                guard batch.removed < limit else { break }
            }
            next.key = [.text(run)]
        }
        batch.next = next
        return batch
    }

    private func removePeople(ofRun run: String, limit: Int) throws -> Int {
        var removed = try remove("left_out", by: "step_id, person_id", ofRun: run, limit)
        if removed < limit { removed += try remove("run_person", by: "person_id", ofRun: run, limit - removed) }
        guard removed < limit else { return removed }
        // With answers the ask stays: that somebody answered is kept as long as what they said.
        let asks = try rows(
            """
            SELECT a.id, CASE WHEN \(QuietTraces.isOfQuiet) THEN 1 ELSE 0 END FROM ask AS a WHERE a.run_id = $1
                AND NOT EXISTS (SELECT 1 FROM answer AS w WHERE w.ask_id = a.id) LIMIT \(limit - removed)
            """, [.text(run)]
        ) { (key: [SQLValue.text($0.text(0))], isOfQuiet: $0.integer(1) == 1) }
        let quiet = asks.filter(\.isOfQuiet).map(\.key)
        if !quiet.isEmpty { _ = try executeEach(QuietTraces.ofAsk, quiet) }
        return removed + (try executeEach("DELETE FROM ask WHERE id = $1", asks.map(\.key)).reduce(0, +))
    }

    /// Removes the first `limit` rows of a run along the table's key, as one range of it.
    private func remove(_ table: String, by key: String, ofRun run: String, _ limit: Int) throws -> Int {
        let width = key.split(separator: ",").count
        let end = try row(
            "SELECT \(key) FROM \(table) WHERE run_id = $1 ORDER BY \(key) LIMIT 1 OFFSET \(limit - 1)", [.text(run)]
        ) { row in (0..<width).map { SQLValue.text(row.text($0)) } }
        guard let end else { return try execute("DELETE FROM \(table) WHERE run_id = $1", [.text(run)]) }
        return try execute(
            "DELETE FROM \(table) WHERE run_id = $1 AND (\(key)) <= (\(placeholders(width, from: 2)))",
            [.text(run)] + end)
    }
}
