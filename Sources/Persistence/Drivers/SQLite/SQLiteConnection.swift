import Foundation
import GRDB

/// A transaction on GRDB's connection; prepared statements are kept by their text.
struct SQLiteConnection: SQLConnection {
    let database: Database

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ read: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        let statement = try prepared(sql, arguments)
        var values: [Value] = []
        let cursor = try Row.fetchCursor(statement)
        while let row = try cursor.next() { values.append(try read(SQLiteRow(row: row))) }
        return values
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        try prepared(sql, arguments).execute()
        return database.changesCount
    }

    func script(_ sql: String) throws { try database.execute(sql: sql) }

    private func prepared(_ sql: String, _ arguments: [SQLValue]) throws -> Statement {
        let statement = try database.cachedStatement(sql: sql)
        statement.setUncheckedArguments(StatementArguments(arguments.map(\.databaseValue)))
        return statement
    }
}

private struct SQLiteRow: SQLRow {
    let row: Row

    func text(_ column: Int) -> String { row[column] }
    func optionalText(_ column: Int) -> String? { row[column] }
    func integer(_ column: Int) -> Int64 { row[column] }
    func optionalInteger(_ column: Int) -> Int64? { row[column] }
    func optionalBytes(_ column: Int) -> [UInt8]? {
        let bytes: Data? = row[column]
        return bytes.map(Array.init)
    }
}

extension SQLValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .bytes(let value): Data(value).databaseValue
        }
    }
}
