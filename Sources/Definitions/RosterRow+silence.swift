import Community
import PluginKit

/// What a row does not say.
extension RosterRow {
    /// The columns that the header has and this row says nothing by: it ends before them.
    var unreached: [String] {
        guard layout.last >= cells.count else { return [] }
        return layout.positions.filter { $0.value >= cells.count }.sorted { $0.value < $1.value }.map(\.key)
    }

    /// Whether `capacity` is empty where the file has no roles, from which the standard number of newcomers follows.
    var isSilentOnCapacity: Bool {
        layout.positions["roles"] == nil && layout.positions["capacity"] != nil && text("capacity") == nil
    }

    /// For a fault that the person's roles would mend, where the file does not say them.
    var hintOfRoles: String? {
        layout.positions["roles"] == nil ? "add the column 'roles', which says that they are staff" : nil
    }
}

extension RosterReading {
    /// Of so many rows that end early each has a note of its own.
    private static let mostShortRows = 20

    /// Notes what a row does not say.
    mutating func noteSilence(of row: RosterRow, saying member: MemberID) {
        let columns = row.unreached
        silence.note(Set(columns), of: member)
        if row.isSilentOnCapacity { silence.note(["capacity"], of: member) }
        guard let first = columns.first else { return }
        shortRows += 1
        guard shortRows <= Self.mostShortRows else { return }
        let more = columns.count - 1
        let rest = more == 0 ? "" : " and the \(more) column\(more == 1 ? "" : "s") behind it"
        notes.append(
            Diagnostic(
                row.place("id"), "short-row",
                "the row ends before '\(first)'; what is known by it\(rest) stays as it is",
                hint: "to empty a cell, let the row go on to it", severity: .warning))
    }

    /// Notes how many more rows end early.
    mutating func noteShortRows(in file: String) {
        let more = shortRows - Self.mostShortRows
        guard more > 0 else { return }
        notes.append(
            Diagnostic(
                SourcePlace(file: file), "short-row",
                "\(more) more row\(more == 1 ? " ends" : "s end") before the last column", severity: .warning))
    }
}
