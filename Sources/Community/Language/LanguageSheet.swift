/// The rows of a file with a tab between its columns: a first line that names them, `#` before a comment.
///
/// There are no quotes, because no cell needs a tab. Empty columns at
/// a row's end may be left off, as editors do; `needed` columns are not.
struct LanguageSheet {
    private(set) var rows: [[LanguageCell]] = []
    private(set) var faults: [LanguageTableError.Fault] = []

    init(parsing text: String, columns: [String], needed: Int) {
        var hasHeader = false
        let start = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        for (index, line) in LanguageLines.split(start).enumerated() {
            let isBlank = line.allSatisfy(\.isWhitespace)
            if isBlank || line.first == "#" { continue }
            var cells = Self.cells(of: line, line: index + 1)
            guard hasHeader else {
                hasHeader = true
                checkHeader(cells, columns)
                continue
            }
            guard (needed...columns.count).contains(cells.count) else {
                faults.append(
                    cells[0].fault("expected \(columns.count) columns with a tab between them, found \(cells.count)"))
                continue
            }
            while cells.count < columns.count {
                cells.append(LanguageCell("", line: index + 1, column: line.count + 1))
            }
            rows.append(cells)
        }
        if !hasHeader {
            faults.append(
                LanguageCell("", line: 1, column: 1).fault(
                    "expected a first line with \(columns.joined(separator: ", ")), found nothing"))
        }
    }

    private static func cells(of line: Substring, line number: Int) -> [LanguageCell] {
        var column = 1
        return line.split(separator: "\t", omittingEmptySubsequences: false).map { piece in
            defer { column += piece.count + 1 }
            return LanguageCell(piece, line: number, column: column)
        }
    }

    private mutating func checkHeader(_ cells: [LanguageCell], _ columns: [String]) {
        for (cell, name) in zip(cells, columns) where cell.text != name {
            faults.append(cell.fault("expected the column '\(name)', found '\(cell.text)'"))
            return
        }
        if cells.count != columns.count {
            faults.append(cells[0].fault("expected \(columns.count) columns, found \(cells.count)"))
        }
    }
}
