import CPostgres

/// Many statements of one text, sent one behind the other without waiting for the answers in between.
///
/// A statement that fails takes all behind it with it, up to the mark at the end (PostgreSQL 15, 34.5).
extension PostgreSQLConnection {
    /// How many statements may be on their way unanswered: few enough that the answers fit into the buffers between the two
    /// sides, which could both wait for the other to read otherwise.
    private static let mostUnanswered = 256

    func executeEach(_ sql: String, _ rows: [[SQLValue]]) throws -> [Int] {
        guard rows.count > 1 else { return try rows.map { try execute(sql, $0) } }
        // Behind a pooler the statement has no name, and lasts until the next one: within a transaction, nobody else's is
        // on the same connection.
        let name = address.isPrepared ? try statement(sql) : ""
        guard PQenterPipelineMode(connection) == 1 else { throw failure(of: nil) }
        var answers = Answers()
        do {
            if !address.isPrepared {
                try sent(PQsendPrepare(connection, name, sql, 0, nil))
                answers.sent += 1
            }
            answers.counts.reserveCapacity(rows.count + 1)
            for row in rows {
                if answers.sent - answers.read >= Self.mostUnanswered {
                    try sent(PQsendFlushRequest(connection))
                    while answers.sent - answers.read > Self.mostUnanswered / 2 { try answer(&answers) }
                }
                try parameters.fill(row)
                try sent(
                    parameters.withPointers { count, values, lengths, formats in
                        PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
                    })
                answers.sent += 1
            }
        } catch {
            // What was sent before it may have failed earlier.
            try leavePipeline(&answers)
            throw answers.failure ?? error
        }
        try leavePipeline(&answers)
        if let failure = answers.failure { throw failure }
        return Array(answers.counts.suffix(rows.count))
    }

    private struct Answers {
        var sent = 0
        var read = 0
        /// Rows changed by each that was answered; making the statement counts as one.
        var counts: [Int] = []
        /// The first, which is the cause of all others.
        var failure: PostgreSQLFailure?
    }

    /// Waits for the answer to the next statement.
    ///
    /// - Throws: the failure, when it is one; the statements behind it are not worth sending.
    private func answer(_ answers: inout Answers) throws {
        guard let result = PQgetResult(connection) else { throw lost(&answers) }
        defer { PQclear(result) }
        answers.read += 1
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: answers.counts.append(changes(result))
        case PGRES_PIPELINE_ABORTED: break
        default: answers.failure = answers.failure ?? failure(of: result)
        }
        if isLost { throw lost(&answers) }
        // Each answer ends with a result that is none.
        while let more = PQgetResult(connection) { PQclear(more) }
        if let failure = answers.failure {
            forgetStatements(after: failure)
            throw failure
        }
    }

    /// Reads all answers that are due, and gets the connection back to one statement at a time.
    private func leavePipeline(_ answers: inout Answers) throws {
        guard !isLost, PQpipelineSync(connection) == 1 else { throw lost(&answers) }
        while answers.read < answers.sent {
            do {
                try answer(&answers)
            } catch  where isLost {
                throw error
            } catch {
                // The first failure is kept in `answers`.
            }
        }
        let mark = PQgetResult(connection)
        defer { PQclear(mark) }
        guard PQresultStatus(mark) == PGRES_PIPELINE_SYNC, PQexitPipelineMode(connection) == 1 else {
            throw lost(&answers)
        }
    }

    private func sent(_ isSent: CInt) throws { if isSent != 1 { throw failure(of: nil) } }

    /// That nothing more can be expected of this connection.
    private func lost(_ answers: inout Answers) -> PostgreSQLFailure {
        if let failure = answers.failure, failure.endsConnection { return failure }
        return PostgreSQLFailure(code: PostgreSQLFailure.lost, message: "the connection was lost among many statements")
    }
}
