/// A table for people: columns as wide as their widest cell, two blanks apart.
struct TextTable {
    let header: [String]
    var rows: [[String]] = []

    init(_ header: [String]) { self.header = header }

    var text: String {
        let all = [header.map { $0.uppercased() }] + rows
        let widths = header.indices.map { column in all.map { Self.width($0[column]) }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 {
                    line += String(repeating: " ", count: widths[column] - Self.width(cell) + 2)
                }
            }
            return "  " + line
        }.joined(separator: "\n")
    }

    /// Columns that a terminal gives to a text: two for wide characters, none for marks that combine.
    static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            guard let scalar = character.unicodeScalars.first else { return sum }
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0x1F300...0x1FAFF:
                return sum + 2
            default: return sum + 1
            }
        }
    }
}
