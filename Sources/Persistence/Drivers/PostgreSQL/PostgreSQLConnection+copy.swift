import CPostgres

/// Bulk loads: COPY into a table for the moment, and from there into its place, as COPY itself stops at the first row that
/// is there already.
extension PostgreSQLConnection {
    /// Rows from which on the table for the moment, which costs four milliseconds, is worth its while; below, INSERTs of
    /// several rows in a pipeline are faster.
    static let fewestCopied = 2_048

    func insert(into table: String, _ columns: String, _ rows: [[SQLValue]]) throws {
        guard rows.count >= Self.fewestCopied, try canCopy() else {
            return try insertByStatements(into: table, columns, rows)
        }
        // Of the listed columns only: the others keep the defaults that the target has for them.
        try script(
            """
            CREATE TEMP TABLE arriving_rows ON COMMIT DROP AS SELECT \(columns) FROM \(table) WITH NO DATA;
            COPY pg_temp.arriving_rows FROM STDIN
            """,
            data: rows)
        try script(
            """
            INSERT INTO \(table) (\(columns)) SELECT \(columns) FROM pg_temp.arriving_rows ON CONFLICT DO NOTHING;
            DROP TABLE pg_temp.arriving_rows
            """)
    }

    /// Whether temporary tables may be made; a server can forbid it to everybody but the owner of the database.
    private func canCopy() throws -> Bool {
        if let mayCopy { return mayCopy }
        let sql = "SELECT CAST(has_database_privilege(current_database(), 'TEMP') AS INTEGER)"
        let may = try rows(sql, []) { $0.integer(0) == 1 }.first ?? false
        mayCopy = may
        return may
    }

    /// Runs statements of which the last is a COPY FROM STDIN, and gives it `rows` (PostgreSQL 15, 34.10.1).
    private func script(_ sql: String, data rows: [[SQLValue]]) throws {
        guard PQsendQuery(connection, sql) == 1 else { throw failure(of: nil) }
        var first: PostgreSQLFailure?
        while let result = PQgetResult(connection) {
            let status = PQresultStatus(result)
            if status == PGRES_COPY_IN {
                PQclear(result)
                do {
                    try send(rows)
                    try sent(PQputCopyEnd(connection, nil))
                } catch {
                    // The server ends the statement, and says so, which is not the cause.
                    PQputCopyEnd(connection, "not all rows could be sent")
                    while let rest = PQgetResult(connection) { PQclear(rest) }
                    throw error
                }
                continue
            }
            if status != PGRES_COMMAND_OK { first = first ?? failure(of: result) }
            PQclear(result)
        }
        if let first { throw first }
    }

    private func send(_ rows: [[SQLValue]]) throws {
        var text = PostgreSQLCopyText()
        for row in rows {
            try text.append(row)
            if text.bytes.count >= 1 << 16 { try put(&text) }
        }
        try put(&text)
    }

    private func put(_ text: inout PostgreSQLCopyText) throws {
        let isSent = text.bytes.withUnsafeBytes { bytes in
            PQputCopyData(connection, bytes.bindMemory(to: CChar.self).baseAddress, CInt(bytes.count))
        }
        try sent(isSent)
        text.removeAll()
    }

    private func sent(_ isSent: CInt) throws { if isSent != 1 { throw failure(of: nil) } }
}
