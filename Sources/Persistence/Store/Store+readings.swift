public import Community
public import Scheduling

/// That somebody read at the desk what is another's, or was refused it.
public struct DeskReading: Hashable, Sendable {
    public let at: Instant
    public let reader: MemberID
    public let matter: DeskMatter
    /// Whose it is; nil for a list.
    public let about: MemberID?
    public let isRefused: Bool

    public init(at: Instant, reader: MemberID, matter: DeskMatter, about: MemberID?, isRefused: Bool = false) {
        self.at = at
        self.reader = reader
        self.matter = matter
        self.about = about
        self.isRefused = isRefused
    }
}

extension Store {
    /// Writes a reading down; once for each millisecond.
    public func note(_ reading: DeskReading) async throws {
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO desk_reading (person_id, at, reader, matter, is_refused) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING
                """,
                [
                    .text(reading.about?.rawValue ?? ""), .instant(reading.at), .text(reading.reader.rawValue),
                    .text(reading.matter.rawValue), .count(reading.isRefused ? 1 : 0),
                ])
        }
    }

    /// What was read at the desk of one person, or with nil of lists, oldest first.
    public func readings(of person: MemberID?) async throws -> [DeskReading] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT at, reader, matter, is_refused FROM desk_reading WHERE person_id = $1 ORDER BY at, reader, matter
                """, [.text(person?.rawValue ?? "")]
            ) { row in
                DeskMatter(rawValue: row.text(2)).map { matter in
                    DeskReading(
                        at: row.instant(0), reader: MemberID(row.text(1)), matter: matter, about: person,
                        isRefused: row.count(3) != 0)
                }
            }.compactMap(\.self)
        }
    }
}
