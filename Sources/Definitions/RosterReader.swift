public import Community
public import PluginKit
public import Scheduling

/// The people of a roster file.
public struct Roster: Hashable, Sendable {
    public let members: [Member]
    public let doNotPair: [MemberPair]
    /// The days on which people signed what they agreed to, as far as the file names them.
    public let consentsSignedOn: [MemberID: CivilDate]
}

/// Reads `people.csv`: a header, then one person a row.
///
/// `reading` takes the rows that are right and tells what is wrong with the others; `read` takes all or nothing. Both read
/// what spreadsheets make of a table: see `SpreadsheetText`, `CSVReader` and `RosterRow`.
public struct RosterReader: Sendable {
    private let zones: ZoneDatabase
    private let channels: [String]?
    private let staffChannels: Set<String>
    private let ignored: Set<String>
    private let today: CivilDate?

    /// The columns, in the order in which a first roster has them.
    public static let columns =
        [
            "id", "preferred_name", "languages", "time_zone", "roles", "staff_kind", "stage", "cohorts", "joined_on",
            "interests", "capacity",
            "channel", "address", "fallback", "quiet_start", "quiet_end", "consents", "consent_on",
            "do_not_pair", "paused_until",
            "stopped",
        ] + PairingProfile.columns

    /// Other names that a column may have.
    static let otherNames = [
        "cohort": "cohorts", "external_id": "id", "language": "languages", "role": "roles", "start_date": "joined_on",
    ]

    /// Makes one.
    ///
    /// `channels`: The names that `channel` may hold; nil to take any.
    /// `staffChannels`: Those of them that no member may be reached by.
    /// `ignored`: Columns that the program does not know and the person does not mind.
    /// `today`: The last day on which anybody can have signed; nil where the file is read for no day.
    public init(
        zones: ZoneDatabase, channels: [String]?, staffChannels: Set<String> = [], ignored: Set<String> = [],
        today: CivilDate? = nil
    ) {
        self.zones = zones
        self.channels = channels
        self.staffChannels = staffChannels
        self.ignored = Set(ignored.map(TableLayout.name))
        self.today = today
    }

    /// Reads a file by its path: every row, or none when one is wrong or names somebody who is not in the file.
    public func read(path: String) throws(Diagnostics) -> Roster { try Self.whole(try reading(path: path)) }

    /// Reads a text in the same way.
    public func read(_ text: String, file: String) throws(Diagnostics) -> Roster {
        try Self.whole(try reading(text, file: file))
    }

    private static func whole(_ reading: RosterReading) throws(Diagnostics) -> Roster {
        var reading = reading
        reading.settle(known: [])
        guard reading.faults.isEmpty else { throw Diagnostics(reading.faults) }
        return reading.roster
    }

    /// Reads a file by its path, row by row.
    ///
    /// `shown`: Its name as a person would type it; the path when left out.
    /// - Throws: what keeps the file as a whole from being read.
    public func reading(path: String, shown: String? = nil) throws(Diagnostics) -> RosterReading {
        let shown = shown ?? path
        let bytes = try SourceFile.bytes(at: path, shown: shown, limit: SourceFile.longestRoster)
        let decoded = try SpreadsheetText(bytes, shown: shown)
        var reading = try reading(decoded.text, file: shown)
        if let note = decoded.note { reading.notes.insert(note, at: 0) }
        return reading
    }

    /// Reads a text in the same way.
    public func reading(_ text: String, file: String) throws(Diagnostics) -> RosterReading {
        var rows = CSVReader(text, file: file)
        guard let header = try rows.next() else {
            throw [
                Diagnostic(
                    SourcePlace(file: file), "empty", "the file is empty",
                    hint: "the first line names the columns: \(Self.columns.joined(separator: ","))")
            ]
        }
        let layout = try TableLayout(
            header, columns: Self.columns, required: ["id"], otherNames: Self.otherNames, ignored: ignored, file: file)
        var reading = RosterReading()
        reading.text = text
        reading.silence = RosterSilence(Set(Self.columns).subtracting(layout.positions.keys))
        var references: [RosterReading.Stranger] = []
        var twice: Set<MemberID> = []
        var spelt: [String: MemberID] = [:]
        while let cells = try rows.next() {
            if cells.allSatisfy({ RosterRow.cleaned($0.text) == nil }) { continue }
            var row = RosterRow(
                cells: cells, layout: layout, file: file, zones: zones, channels: channels, staffChannels: staffChannels
            )
            let member = row.member()
            let signed = row.date("consent_on")
            if let today, let signed, signed > today {
                row.fault(
                    "consent_on", "date", "consent_on: expected no day after today (\(today)), found '\(signed)'",
                    hint: "write the day of the signature")
            }
            if member.id.isWellFormed {
                if let first = spelt.updateValue(member.id, forKey: member.id.folded) {
                    let spelling = first == member.id ? "" : ", where it is '\(first)'"
                    row.fault(
                        "id", "duplicate-id",
                        "the id '\(member.id)' is taken by line \(reading.lines[first] ?? 1)\(spelling)")
                    twice.insert(first)
                    spelt[member.id.folded] = first
                }
                if reading.lines[member.id] == nil { reading.lines[member.id] = row.line }
            }
            reading.notes += row.notes
            guard row.faults.isEmpty else {
                reading.faults += row.faults
                reading.refusedLines.insert(row.line)
                continue
            }
            reading.noteSilence(of: row, saying: member.id)
            if let day = signed { reading.consentsSignedOn[member.id] = day }
            references += row.references(of: member.id)
            for other in row.words("do_not_pair") where other != member.id.rawValue {
                reading.apart[member.id, default: []].insert(MemberPair(member.id, MemberID(other)))
            }
            reading.members.append(member)
        }
        reading.noteShortRows(in: file)
        // Of two rows for one person nobody knows which is right.
        reading.refuse(
            twice.intersection(reading.members.map(\.id)),
            for: reading.members.filter { twice.contains($0.id) }.map {
                Diagnostic(
                    reading.place(of: $0.id, in: file), "duplicate-id", "the id '\($0.id)' is on another line again")
            })
        reading.strangers = references.filter { reading.lines[$0.other] == nil }
        return reading
    }
}

extension RosterRow {
    /// The people whom the row names.
    fileprivate func references(of member: MemberID) -> [RosterReading.Stranger] {
        ["do_not_pair", "wishes"].flatMap { column in
            words(column).map { other in
                RosterReading.Stranger(
                    other: MemberID(other), member: member, column: column, place: place(column))
            }
        }
    }
}
