/// The statements that move many runs on at once; their texts are made once, as they are long.
enum CommitTexts {
    /// Rows in one statement.
    static let lengths = [256, 64, 8, 1]

    /// Gives runs to a worker, which this transaction has locked.
    static let claim = texts(lengths) { count in
        """
        UPDATE run SET state = 'running', epoch = epoch + 1, woken = 0, lease_owner = $1, lease_until = $2,
            claimed_at = $3, started_at = COALESCE(started_at, $3), running_group = NULLIF(concurrency_group, '')
        WHERE id IN (\((4..<(4 + count)).map { "$\($0)" }.joined(separator: ", ")))
        """
    }

    /// Moves the runs that their workers still hold, and returns their ids.
    static let move = texts(lengths) { count in
        """
        WITH moved (state, step_index, page_cursor, due_at, attempt, waits, reason, lease_until, finished_at, id, epoch,
            most_woken) AS (VALUES \(values(count, moveTypes)))
        UPDATE run SET state = moved.state, step_index = moved.step_index, page_cursor = moved.page_cursor,
            due_at = moved.due_at, attempt = moved.attempt, lapses = 0, waits = run.waits + moved.waits,
            reason = moved.reason, lease_until = moved.lease_until, finished_at = moved.finished_at,
            is_open = CASE WHEN moved.state IN ('ready', 'running', 'waiting') THEN 1 ELSE 0 END,
            running_group = CASE WHEN moved.state = 'running' THEN run.running_group END
        FROM moved
        WHERE run.id = moved.id AND run.epoch = moved.epoch AND run.woken <= moved.most_woken AND run.state = 'running'
        RETURNING run.id
        """
    }

    /// Ends the runs that their workers still hold and of which there is nothing more to say, and returns their ids.
    static let end = texts(lengths) { count in
        """
        WITH ended (step_index, finished_at, step_id, id, epoch, most_woken) AS (VALUES \(values(count, endTypes)))
        UPDATE run SET state = 'succeeded', step_index = ended.step_index, page_cursor = '', attempt = 0, lapses = 0,
            reason = NULL, lease_until = NULL, finished_at = ended.finished_at, is_open = 0, running_group = NULL,
            ended_by = ended.step_id
        FROM ended
        WHERE run.id = ended.id AND run.epoch = ended.epoch AND run.woken <= ended.most_woken AND run.state = 'running'
        RETURNING run.id
        """
    }

    /// Notes how far steps have come.
    static let putSteps = texts(lengths) { count in
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
    static let endTypes: [String?] = ["BIGINT", "BIGINT", "TEXT", "TEXT", "BIGINT", "BIGINT"]

    /// One text for each number of rows.
    static func texts(_ lengths: [Int], _ text: (Int) -> String) -> [Int: String] {
        Dictionary(uniqueKeysWithValues: lengths.map { ($0, text($0)) })
    }

    /// `count` rows of places; the first says of what kind the values are, where nothing else does.
    static func values(_ count: Int, _ types: [String?]) -> String {
        (0..<count).map { row in
            let places = types.enumerated().map { column, type in
                let place = "$\(row * types.count + column + 1)"
                return type.map { row == 0 ? "CAST(\(place) AS \($0))" : place } ?? place
            }
            return "(\(places.joined(separator: ", ")))"
        }.joined(separator: ", ")
    }
}
