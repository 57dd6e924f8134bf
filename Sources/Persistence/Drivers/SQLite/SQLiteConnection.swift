import GRDB
import GRDBSQLite

/// A transaction on GRDB's connection; prepared statements are kept by their text.
///
/// Values are bound and columns read through SQLite's own functions: GRDB's boxes for them cost a nightly run a fifth of
/// its time.
struct SQLiteConnection: SQLConnection {
    let database: Database

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ read: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        let statement = try prepared(sql, arguments)
        let row = SQLiteRow(statement: statement.sqliteStatement)
        var values: [Value] = []
        let cursor = try Row.fetchCursor(statement)
        while try cursor.next() != nil { values.append(try read(row)) }
        return values
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try prepared(sql, arguments).execute()
        return database.changesCount
    }

    func script(_ sql: String) throws { try database.execute(sql: sql) }

    private func prepared(_ sql: String, _ arguments: [SQLValue]) throws -> Statement {
        let statement = try database.cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments())
        for (index, value) in arguments.enumerated() {
            let code = value.bind(to: statement.sqliteStatement, at: CInt(index + 1))
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code), sql: sql) }
        }
        return statement
    }
}

/// The row that a statement stands at.
private struct SQLiteRow: SQLRow {
    let statement: OpaquePointer

    func text(_ column: Int) -> String { optionalText(column) ?? "" }
    func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, CInt(column)) }
    func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

    func optionalText(_ column: Int) -> String? {
        guard let start = sqlite3_column_text(statement, CInt(column)) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, CInt(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalBytes(_ column: Int) -> [UInt8]? {
        if isNull(column) { return nil }
        let start = sqlite3_column_blob(statement, CInt(column))
        return Array(
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, CInt(column)))))
    }

    private func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, CInt(column)) == SQLITE_NULL }
}

extension SQLValue {
    /// Copies the value into place `index` of `statement`, counted from 1; returns SQLite's result code.
    fileprivate func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        // SQLITE_TRANSIENT of sqlite3.h, which is no constant that Swift can import.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch self {
        case .null: return sqlite3_bind_null(statement, index)
        case .integer(let value): return sqlite3_bind_int64(statement, index, value)
        case .text(""): return sqlite3_bind_text(statement, index, "", 0, copied)
        case .text(var value):
            return value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { bytes in
                    sqlite3_bind_text(statement, index, bytes.baseAddress, CInt(bytes.count), copied)
                }
            }
        case .bytes(let value):
            return value.withUnsafeBytes { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob(statement, index, bytes.baseAddress, CInt(bytes.count), copied)
            }
        }
    }
}
