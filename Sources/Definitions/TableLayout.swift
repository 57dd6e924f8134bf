import PluginKit

/// Which column of a table stands where.
struct TableLayout {
    private(set) var positions: [String: Int] = [:]
    /// The places of all columns with a name, also of those that are passed over.
    private(set) var named: Set<Int> = []
    /// The place of the last column that is read.
    private(set) var last = 0

    /// Reads a header.
    ///
    /// `otherNames`: What else a column may be called.
    /// `ignored`: Columns that are passed over.
    /// - Throws: every fault of the header.
    init(
        _ header: [CSVReader.Cell], columns: [String], required: [String], otherNames: [String: String] = [:],
        ignored: Set<String> = [], file: String
    ) throws(Diagnostics) {
        var faults: [Diagnostic] = []
        for (index, cell) in header.enumerated() {
            // A spreadsheet writes as many columns as it was ever wide.
            guard let text = RosterRow.cleaned(cell.text) else { continue }
            named.insert(index)
            let written = Self.name(text)
            if ignored.contains(written) { continue }
            let name = otherNames[written] ?? written
            let place = SourcePlace(file: file, line: cell.line, column: cell.column, length: text.count)
            if !columns.contains(name) {
                faults.append(
                    Diagnostic(
                        place, "unknown-column",
                        "there is no column '\(text)'\(Suggestion.phrase(for: name, among: columns))",
                        hint: "known are \(columns.joined(separator: ", "))"))
            } else if positions.updateValue(index, forKey: name) != nil {
                faults.append(Diagnostic(place, "duplicate-column", "the column '\(name)' is there twice"))
            }
        }
        for name in required where positions[name] == nil {
            faults.append(
                Diagnostic(
                    SourcePlace(file: file, line: header.first?.line ?? 1, column: 1), "missing-column",
                    "there is no column '\(name)'",
                    hint: "the first line names the columns, separated by commas, semicolons or tabs"))
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        last = positions.values.max() ?? 0
    }

    /// `Preferred Name` is `preferred_name`.
    static func name(_ text: String) -> String {
        text.lowercased().split { $0.isWhitespace || $0 == "_" || $0 == "-" }.joined(separator: "_")
    }
}
