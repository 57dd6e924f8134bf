public import Community
public import PluginKit
public import Scheduling

/// The people of a roster file.
public struct Roster: Hashable, Sendable {
    public let members: [Member]
    public let doNotPair: [MemberPair]
}

/// Reads `people.csv`: a header, then one person a row.
///
/// Either every row is right, or none is taken.
public struct RosterReader: Sendable {
    private let zones: ZoneDatabase
    private let channels: [String]?
    private let staffChannels: Set<String>

    /// The columns, in the order in which a first roster has them.
    public static let columns =
        [
            "id", "preferred_name", "languages", "time_zone", "roles", "cohort", "joined_on", "interests", "capacity",
            "channel", "address", "fallback", "quiet_start", "quiet_end", "consents", "do_not_pair", "paused_until",
            "stopped",
        ] + PairingProfile.columns

    /// Makes one.
    ///
    /// `channels`: The names that `channel` may hold; nil to take any.
    /// `staffChannels`: Those of them that no member may be reached by.
    public init(zones: ZoneDatabase, channels: [String]?, staffChannels: Set<String> = []) {
        self.zones = zones
        self.channels = channels
        self.staffChannels = staffChannels
    }

    /// Reads a file by its path.
    public func read(path: String) throws(Diagnostics) -> Roster {
        try read(SourceFile.text(at: path, shown: path, limit: SourceFile.longestRoster), file: path)
    }

    public func read(_ text: String, file: String) throws(Diagnostics) -> Roster {
        let rows = try CSVReader.rows(of: text, file: file)
        guard let header = rows.first else {
            throw [
                Diagnostic(
                    SourcePlace(file: file), "empty", "the file is empty",
                    hint: "the first line names the columns: \(Self.columns.joined(separator: ","))")
            ]
        }
        var faults: [Diagnostic] = []
        var positions: [String: Int] = [:]
        for (index, cell) in header.enumerated() {
            let name = cell.text.lowercased().replacing(" ", with: "_")
            let place = SourcePlace(file: file, line: cell.line, column: cell.column, length: cell.text.count)
            if !Self.columns.contains(name) {
                faults.append(
                    Diagnostic(
                        place, "unknown-column",
                        "there is no column '\(cell.text)'\(Suggestion.phrase(for: name, among: Self.columns))",
                        hint: "known are \(Self.columns.joined(separator: ", "))"))
            } else if positions.updateValue(index, forKey: name) != nil {
                faults.append(Diagnostic(place, "duplicate-column", "the column '\(name)' is there twice"))
            }
        }
        if positions["id"] == nil {
            faults.append(
                Diagnostic(SourcePlace(file: file, line: 1, column: 1), "missing-column", "there is no column 'id'"))
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        var members: [Member] = []
        members.reserveCapacity(rows.count)
        var pairs: Set<MemberPair> = []
        var lines: [String: Int] = [:]
        for row in rows.dropFirst() {
            var reading = self.row(row, positions, file)
            let member = reading.member()
            if let first = lines.updateValue(reading.line, forKey: member.id.rawValue) {
                reading.fault("id", "duplicate-id", "the id '\(member.id)' is taken by line \(first)")
            }
            for other in reading.words("do_not_pair") where other != member.id.rawValue {
                pairs.insert(MemberPair(member.id, MemberID(other)))
            }
            faults += reading.faults
            members.append(member)
        }
        let known = Set(lines.keys)
        for row in rows.dropFirst() {
            let reading = self.row(row, positions, file)
            for column in ["do_not_pair", "wishes"] {
                for other in reading.words(column) where !known.contains(other) {
                    faults.append(
                        Diagnostic(
                            reading.place(column), "unknown-reference",
                            "\(column): there is no person '\(other)' in this file\(Suggestion.phrase(for: other, among: known.sorted()))"
                        ))
                }
            }
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        return Roster(
            members: members, doNotPair: pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) })
    }

    private func row(_ cells: [CSVReader.Cell], _ positions: [String: Int], _ file: String) -> RosterRow {
        RosterRow(
            cells: cells, positions: positions, file: file, zones: zones, channels: channels,
            staffChannels: staffChannels)
    }
}
