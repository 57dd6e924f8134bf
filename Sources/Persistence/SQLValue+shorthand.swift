import Scheduling

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(nilLiteral: ()) { self = .null }

    static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    static func count(_ value: Int) -> SQLValue { .integer(Int64(value)) }
    static func instant(_ value: Instant) -> SQLValue { .integer(value.milliseconds) }
    static func instant(_ value: Instant?) -> SQLValue { value.map { .integer($0.milliseconds) } ?? .null }
}

extension SQLRow {
    func instant(_ column: Int) -> Instant { Instant(milliseconds: integer(column)) }
    func optionalInstant(_ column: Int) -> Instant? { optionalInteger(column).map { Instant(milliseconds: $0) } }
    func count(_ column: Int) -> Int { Int(integer(column)) }
}

extension SQLConnection {
    /// The first row of `sql`, or nil.
    func row<Value>(_ sql: String, _ arguments: [SQLValue], _ read: (any SQLRow) throws -> Value) throws -> Value? {
        try rows(sql, arguments, read).first
    }

    /// Adds `rows` by INSERT statements.
    ///
    /// Many rows go in one statement, which saves the database the work around each, and a server a round trip.
    func insertByStatements(into table: String, _ columns: String, _ rows: [[SQLValue]]) throws {
        var rest = rows[...]
        // Few lengths, so that few statements are prepared.
        for length in [32, 1] {
            guard rest.count >= length, let width = rest.first?.count else { continue }
            let places = (0..<length).map { "(\(placeholders(width, from: $0 * width + 1)))" }
            let sql =
                "INSERT INTO \(table) (\(columns)) VALUES \(places.joined(separator: ", ")) ON CONFLICT DO NOTHING"
            var statements: [[SQLValue]] = []
            while rest.count >= length {
                statements.append(length == 1 ? rest[rest.startIndex] : rest.prefix(length).flatMap(\.self))
                rest = rest.dropFirst(length)
            }
            _ = try executeEach(sql, statements)
        }
    }

    /// `sql` with `$n` … for each of `values`, from `$first` on: the texts of an `IN (…)`.
    func placeholders(_ count: Int, from first: Int = 1) -> String {
        (first..<(first + count)).map { "$\($0)" }.joined(separator: ", ")
    }
}
