/// One part of the record of a person: rows of one table, under plain names.
struct RecordSection: Sendable {
    let title: String
    /// What stands behind SELECT … FROM, with the person's id as `$1`.
    let source: String
    let columns: [Column]

    /// One column of an export: its name for people, what is read, and how.
    struct Column: Sendable {
        let label: String
        let sql: String
        let kind: Kind
    }

    enum Kind: String, Sendable {
        case text, number, time
        /// A day's minute on a clock, kept in seconds since midnight.
        case clock
        case flag
        /// Words between bars.
        case words
        /// A JSON document.
        case document
        case bytes
        /// What is known of contact points.
        case contacts
    }

    /// `columns`: A line each, `label = sql : kind`, where the kind may be left out for text.
    init(_ title: String, from source: String, _ columns: String) {
        self.title = title
        self.source = source
        self.columns = columns.split(separator: "\n").map { line in
            let parts = line.split(separator: "=", maxSplits: 1)
            let label = parts[0].split(separator: " ").joined(separator: " ")
            let rest = parts.count > 1 ? String(parts[1]) : label
            guard let colon = rest.lastIndex(of: ":"),
                let kind = Kind(rawValue: rest[rest.index(after: colon)...].split(separator: " ").joined())
            else { return Column(label: label, sql: rest, kind: .text) }
            return Column(label: label, sql: String(rest[..<colon]), kind: kind)
        }
    }

    var sql: String { "SELECT \(columns.map(\.sql).joined(separator: ", ")) FROM \(source)" }
}
