import CPostgres
import Foundation

/// An open connection of libpq, and the transaction on it; prepared statements are kept by their text.
///
/// The types of parameters are the server's to infer from their places, the same for a null as for a value; numbers and
/// texts go as text, bytes in binary, and results come back as text, so that one reader fits every type
/// (PostgreSQL 15, 34.3.1).
final class PostgreSQLConnection: SQLConnection {
    /// More texts than the store has, but for those whose length varies; then all are forgotten and made anew.
    private static let mostPrepared = 256

    let address: PostgreSQLAddress
    let connection: OpaquePointer
    let parameters = PostgreSQLParameters()
    private var prepared: [String: String] = [:]
    private var count = 0
    private var wakesOthers = false
    /// Whether temporary tables may be made, once it was asked.
    var mayCopy: Bool?

    /// Connects, and blocks until it is done or has failed.
    ///
    /// - Throws: `PostgreSQLFailure` with the server's code; what libpq found itself is `unreachable`.
    init(address: PostgreSQLAddress) throws {
        self.address = address
        connection = try Self.connect(address)
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }

    let lockingClause = "FOR UPDATE SKIP LOCKED"
    let waitingLockClause = "FOR UPDATE"

    let tableNames = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"

    func schema(_ sql: String) -> String { PostgreSQLDialect.schema(sql) }

    func rows<Value>(
        _ sql: String, _ arguments: [SQLValue], _ read: (any SQLRow) throws -> Value
    ) throws -> [Value] {
        let result = try run(sql, arguments)
        defer { PQclear(result) }
        var values: [Value] = []
        let count = PQntuples(result)
        values.reserveCapacity(Int(count))
        for number in 0..<count { values.append(try read(PostgreSQLRow(result: result, number: number))) }
        return values
    }

    func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
        let result = try run(sql, arguments)
        defer { PQclear(result) }
        return changes(result)
    }

    func script(_ sql: String) throws { PQclear(try checked(PQexec(connection, sql))) }

    /// Begins a transaction; several statements may be given.
    func begin(_ sql: String) throws {
        wakesOthers = false
        try script(sql)
    }

    /// Wakes when the transaction has been kept.
    ///
    /// Not in the transaction: a NOTIFY in it would have all commits of the server wait for each other's disk.
    func wakeOthers() { wakesOthers = true }

    /// Ends the transaction and keeps it.
    ///
    /// - Throws: `PostgreSQLFailure`; `unknownOutcome` when the connection went away before the server answered.
    func commit() throws {
        // One trip for both; after a COMMIT that fails, the server leaves out what stands behind it.
        let sql = wakesOthers ? "COMMIT; NOTIFY \(PostgreSQLListener.channel)" : "COMMIT"
        let result: OpaquePointer
        do {
            guard PQsendQuery(connection, sql) == 1 else { throw failure(of: nil) }
            let first = PQgetResult(connection)
            while let more = PQgetResult(connection) { PQclear(more) }
            result = try checked(first)
        } catch let failure as PostgreSQLFailure where failure.endsConnection {
            throw PostgreSQLFailure(code: PostgreSQLFailure.unknownOutcome, message: failure.message)
        }
        defer { PQclear(result) }
        // COMMIT of a transaction in which a statement failed says ROLLBACK, and is no error.
        guard String(cString: PQcmdStatus(result)) == "COMMIT" else {
            throw PostgreSQLFailure(code: "25P02", message: "the transaction had failed and was undone")
        }
    }

    func rollBack() throws {
        if PQtransactionStatus(connection) != PQTRANS_IDLE { try script("ROLLBACK") }
    }

    var isLost: Bool { PQstatus(connection) != CONNECTION_OK }

    func makeCanceller() -> PostgreSQLCanceller? { PostgreSQLCanceller(of: connection) }

    /// Says goodbye; the connection must not be used afterwards.
    func close() { PQfinish(connection) }

    private func run(_ sql: String, _ arguments: [SQLValue]) throws -> OpaquePointer {
        try parameters.fill(arguments)
        guard address.isPrepared else {
            return try checked(
                parameters.withPointers { count, values, lengths, formats in
                    PQexecParams(connection, sql, count, nil, values, lengths, formats, 0)
                })
        }
        let name = try statement(sql)
        do {
            return try checked(
                parameters.withPointers { count, values, lengths, formats in
                    PQexecPrepared(connection, name, count, values, lengths, formats, 0)
                })
        } catch let failure as PostgreSQLFailure {
            forgetStatements(after: failure)
            throw failure
        }
    }

    /// A plan that no longer fits, or a statement that is not there, is made anew next time.
    func forgetStatements(after failure: PostgreSQLFailure) {
        if ["0A000", "26000"].contains(failure.code) { prepared = [:] }
    }

    /// The name under which the server keeps `sql`, which is prepared the first time.
    func statement(_ sql: String) throws -> String {
        if let name = prepared[sql] { return name }
        if prepared.count >= Self.mostPrepared {
            try script("DEALLOCATE ALL")
            prepared = [:]
        }
        // Never the same name twice, so that what was forgotten is not in the way.
        count += 1
        let name = "s\(count)"
        PQclear(try checked(PQprepare(connection, name, sql, 0, nil)))
        prepared[sql] = name
        return name
    }

    /// How many rows a statement changed.
    func changes(_ result: OpaquePointer) -> Int { strtol(PQcmdTuples(result), nil, 10) }

    /// `result` when it is a success; cleared, and thrown as a failure, when it is not.
    func checked(_ result: OpaquePointer?) throws -> OpaquePointer {
        let status = PQresultStatus(result)
        if let result, status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY {
            return result
        }
        defer { PQclear(result) }
        throw failure(of: result)
    }

    /// What the server said, or what libpq found itself.
    func failure(of result: OpaquePointer?) -> PostgreSQLFailure {
        func field(_ letter: Character) -> String? {
            PQresultErrorField(result, CInt(letter.asciiValue ?? 0)).map { String(cString: $0) }
        }
        // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY of postgres_ext.h.
        if let code = field("C") { return PostgreSQLFailure(code: code, message: address.redacted(field("M") ?? "")) }
        let message = String(cString: PQerrorMessage(connection)).trimmingCharacters(in: .whitespacesAndNewlines)
        // A write that fails because the server is gone leaves the connection as good as it was; reading from it tells.
        let isCutOff = isLost || PQconsumeInput(connection) == 0 || isLost
        return PostgreSQLFailure(
            code: isCutOff ? PostgreSQLFailure.lost : "XX000", message: address.redacted(message))
    }

    private static func connect(_ address: PostgreSQLAddress) throws -> OpaquePointer {
        var names = address.keywords.map { strdup($0.name).map { UnsafePointer($0) } }
        var values = address.keywords.map { strdup($0.value).map { UnsafePointer($0) } }
        defer { for text in names + values { free(UnsafeMutablePointer(mutating: text)) } }
        names.append(nil)
        values.append(nil)
        guard let connection = PQconnectdbParams(names, values, 0) else {
            throw PostgreSQLFailure(code: "53200", message: "there is no memory for a connection")
        }
        if PQstatus(connection) == CONNECTION_OK { return connection }
        // Once more, now with the server's code in the message, whatever language the server speaks.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        PQreset(connection)
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        if PQstatus(connection) == CONNECTION_OK { return connection }
        defer { PQfinish(connection) }
        let message = String(cString: PQerrorMessage(connection))
        let code = PQconnectionNeedsPassword(connection) == 1 ? "28P01" : PostgreSQLDialect.code(in: message)
        throw PostgreSQLFailure(
            code: code ?? PostgreSQLDialect.code(ofUnreachable: message),
            message: address.redacted(PostgreSQLDialect.firstLine(of: message)))
    }
}
