/// The statements that move many runs on at once; their texts are made once, as they are long.
enum CommitTexts {
    /// Rows in one statement.
    static let lengths = [64, 8, 1]

    /// Moves the runs that their workers still hold, and returns their ids.
    ///
    /// The state is asked for by CASE, so that PostgreSQL does not take the index of all running runs for the way to a few.
    static let move = texts { count in
        """
        WITH moved (state, step_index, page_cursor, due_at, attempt, waits, reason, lease_until, finished_at, id, epoch,
            most_woken) AS (VALUES \(values(count, moveTypes)))
        UPDATE run SET state = moved.state, step_index = moved.step_index, page_cursor = moved.page_cursor,
            due_at = moved.due_at, attempt = moved.attempt, lapses = 0, waits = run.waits + moved.waits,
            reason = moved.reason, lease_until = moved.lease_until, finished_at = moved.finished_at
        FROM moved
        WHERE run.id = moved.id AND run.epoch = moved.epoch AND run.woken <= moved.most_woken
            AND CASE run.state WHEN 'running' THEN 1 ELSE 0 END = 1
        RETURNING run.id
        """
    }

    /// Notes how far steps have come.
    static let putSteps = texts { count in
        """
        INSERT INTO step (run_id, step_id, state, reason, outputs, started_at, finished_at)
        VALUES \(values(count, Array(repeating: nil, count: 7)))
        ON CONFLICT (run_id, step_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
            outputs = CASE WHEN excluded.outputs = '{}' THEN step.outputs ELSE excluded.outputs END,
            finished_at = excluded.finished_at
        """
    }

    private static let moveTypes: [String?] = [
        "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT",
    ]

    private static func texts(_ text: (Int) -> String) -> [Int: String] {
        Dictionary(uniqueKeysWithValues: lengths.map { ($0, text($0)) })
    }

    /// `count` rows of places; the first says of what kind the values are, where nothing else does.
    private static func values(_ count: Int, _ types: [String?]) -> String {
        (0..<count).map { row in
            let places = types.enumerated().map { column, type in
                let place = "$\(row * types.count + column + 1)"
                return type.map { row == 0 ? "CAST(\(place) AS \($0))" : place } ?? place
            }
            return "(\(places.joined(separator: ", ")))"
        }.joined(separator: ", ")
    }
}
