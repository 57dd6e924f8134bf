public import Scheduling

/// Where pruning one kind goes on, in the order of its index.
public struct PruneCursor: Hashable, Sendable {
    /// Which of the kind's tables.
    var part = 0
    /// The last row that was looked at; empty at a table's start.
    var key: [SQLValue] = []

    public init() {}
}

/// What one transaction of pruning did.
public struct PruneBatch: Hashable, Sendable {
    public var removed = 0
    /// Where to go on; nil when this kind is done.
    public var next: PruneCursor?
}

extension Store {
    /// Removes up to `limit` rows of one kind that are older than `cutoff`, in one transaction.
    ///
    /// What an unfinished run, an open ask or an open pair needs stays, however old it is. That a time of a job runs once
    /// does not rest on its old run: the trigger's watermark is past it and never moves back.
    ///
    /// `term`: The housekeeper's; nil when a person prunes.
    ///
    /// - Throws: `LostHousekeeping`, and nothing is removed; `StoreError.busy` when others held the rows for too long.
    public func prune(
        _ kind: PruneClass, before cutoff: Instant, from cursor: PruneCursor, limit: Int,
        under term: HousekeepingTerm?, at now: Instant
    ) async throws -> PruneBatch {
        try await database.writeRowByRow { connection in
            try connection.check(term, at: now)
            switch kind {
            case .runs: return try connection.pruneRuns(before: cutoff, from: cursor, limit: limit)
            case .leftOut: return try connection.pruneLeftOut(before: cutoff, from: cursor, limit: limit)
            default: return try connection.prune(kind.parts, before: cutoff, from: cursor, limit: limit)
            }
        }
    }

    /// How many rows of one kind are older than `cutoff` and may go; runs are counted without what goes with them.
    public func countPrunable(_ kind: PruneClass, before cutoff: Instant) async throws -> Int {
        try await database.read { connection in
            let queries =
                switch kind {
                case .runs: ["SELECT COUNT(*) FROM run AS r WHERE \(PruneRuns.condition)"]
                case .leftOut:
                    ["SELECT COUNT(*) FROM left_out AS l JOIN run AS r ON r.id = l.run_id WHERE \(PruneRuns.ended)"]
                default:
                    kind.parts.map {
                        "SELECT COUNT(*) FROM \($0.table) AS t WHERE t.\($0.time) < $1 AND \($0.condition)"
                    }
                }
            return try queries.reduce(0) { sum, sql in
                sum + (try connection.row(sql, [.instant(cutoff)]) { $0.count(0) } ?? 0)
            }
        }
    }
}

extension SQLConnection {
    fileprivate func prune(
        _ parts: [PrunePart], before cutoff: Instant, from cursor: PruneCursor, limit: Int
    ) throws -> PruneBatch {
        let part = parts[cursor.part]
        let columns = [part.time] + part.key.map(\.name)
        let list = columns.map { "t.\($0)" }.joined(separator: ", ")
        let after = cursor.key.isEmpty ? "" : "AND (\(list)) > (\(placeholders(columns.count, from: 2)))"
        let isKept = part.keeping.map { "CASE WHEN \($0.condition) THEN 1 ELSE 0 END" } ?? "0"
        let found: [(row: [SQLValue], isKept: Bool)] = try rows(
            """
            SELECT \(list), \(isKept) FROM \(part.table) AS t WHERE t.\(part.time) < $1 \(after) AND \(part.condition)
            ORDER BY \(list) LIMIT \(limit)
            """, [.instant(cutoff)] + cursor.key
        ) { row in
            let key = part.key.enumerated().map { index, column in
                column.isNumber ? SQLValue.integer(row.integer(index + 1)) : .text(row.text(index + 1))
            }
            return ([.integer(row.integer(0))] + key, row.integer(key.count + 1) == 1)
        }
        let keys = found.map { Array($0.row.dropFirst()) }
        let kept = found.filter(\.isKept).map { Array($0.row.dropFirst()) }
        for statement in part.keeping?.statements ?? [] where !kept.isEmpty { _ = try executeEach(statement, kept) }
        var batch = PruneBatch(removed: try executeEach(part.removal, keys).reduce(0, +))
        for companion in part.companions { _ = try executeEach(companion, keys.unique(by: companion.parameterCount)) }
        var next = cursor
        if let last = found.last, found.count == limit {
            next.key = last.row
            batch.next = next
        } else if cursor.part + 1 < parts.count {
            next.part += 1
            next.key = []
            batch.next = next
        }
        return batch
    }
}

extension Array where Element == [SQLValue] {
    /// The first `count` values of each, without what comes twice in a row.
    fileprivate func unique(by count: Int) -> [[SQLValue]] {
        var result: [[SQLValue]] = []
        for row in self {
            let short = [SQLValue](row.prefix(count))
            if result.last != short { result.append(short) }
        }
        return result
    }
}

extension String {
    /// How many parameters a statement of few has.
    fileprivate var parameterCount: Int { (1...9).reduce(0) { contains("$\($1)") ? $1 : $0 } }
}
