/// The statements that claim and record many messages at once; their texts are made once, as they are long.
enum OutboxTexts {
    /// Claims messages by id, and returns them.
    ///
    /// An attempt that ended before its bytes were kept was none.
    static let take = CommitTexts.texts([256, 64, 16, 4, 1]) { count in
        """
        UPDATE message SET state = 'sending', epoch = epoch + 1, lease_owner = $1, lease_until = $2,
            attempts = attempts + CASE WHEN state = 'sending' AND NOT EXISTS (
                SELECT 1 FROM message_body AS b WHERE b.message_id = message.id) THEN 0 ELSE 1 END
        WHERE id IN (\((0..<count).map { "$\($0 + 3)" }.joined(separator: ", ")))
        RETURNING \(OutboxRows.columns), epoch
        """
    }

    /// Writes what became of messages that their dispatchers still hold, and returns their ids.
    ///
    /// The state is asked for by CASE, so that PostgreSQL does not take the index of all messages on their way for the way
    /// to a few.
    static let record = CommitTexts.texts(CommitTexts.lengths) { count in
        """
        WITH done (state, due_at, reason, finished_at, unused, via, tried, held_for, receipt, quiet_until, digest,
            full_since, id, epoch) AS (VALUES \(CommitTexts.values(count, recordTypes)))
        UPDATE message SET state = done.state, due_at = COALESCE(done.due_at, message.due_at), reason = done.reason,
            finished_at = done.finished_at, lease_owner = NULL, lease_until = NULL,
            attempts = message.attempts - done.unused,
            attempts_elsewhere = CASE WHEN done.tried IS NULL THEN message.attempts_elsewhere
                ELSE message.attempts - done.unused END,
            via = COALESCE(done.via, message.via), tried = COALESCE(done.tried, message.tried),
            held_for = done.held_for, receipt = COALESCE(done.receipt, message.receipt),
            quiet_until = COALESCE(done.quiet_until, message.quiet_until),
            full_since = CASE WHEN done.tried IS NULL THEN COALESCE(message.full_since, done.full_since) END,
            digest_id = CASE WHEN done.digest = 1 THEN message.digest_id ELSE NULL END
        FROM done
        WHERE message.id = done.id AND message.epoch = done.epoch
            AND CASE message.state WHEN 'sending' THEN 1 ELSE 0 END = 1
        RETURNING message.id
        """
    }

    /// Keeps the bytes of messages.
    static let keep = CommitTexts.texts(CommitTexts.lengths) { count in
        """
        INSERT INTO message_body (message_id, channel, address, parts_sent, may_have_arrived, payload)
        VALUES \(CommitTexts.values(count, [nil, nil, nil, nil, nil, nil]))
        ON CONFLICT (message_id) DO UPDATE SET channel = excluded.channel, address = excluded.address,
            parts_sent = excluded.parts_sent, may_have_arrived = excluded.may_have_arrived, payload = excluded.payload
        """
    }

    private static let recordTypes: [String?] = [
        "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT",
        "BIGINT", "TEXT", "BIGINT",
    ]
}
