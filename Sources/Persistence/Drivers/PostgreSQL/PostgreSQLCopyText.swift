/// Rows in the text format of COPY: a line for each, tabs between the columns, `\N` for a null.
///
/// Source: PostgreSQL 15, COPY, "Text Format".
struct PostgreSQLCopyText {
    private(set) var bytes: [UInt8] = []

    /// Adds a line.
    ///
    /// - Throws: `PostgreSQLFailure` for a text with a NUL character, which the server has no place for.
    mutating func append(_ row: [SQLValue]) throws {
        for (column, value) in row.enumerated() {
            if column > 0 { bytes.append(UInt8(ascii: "\t")) }
            switch value {
            case .null: bytes += #"\N"#.utf8
            case .integer(let number): bytes.appendDecimal(number)
            case .text(var text): try text.withUTF8 { try append($0) }
            case .bytes(let value):
                // A backslash for COPY, then the bytes as the server reads them: \x and two digits for each.
                bytes += #"\\x"#.utf8
                for byte in value { bytes += [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]] }
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private static let digits = Array("0123456789abcdef".utf8)

    private mutating func append(_ characters: UnsafeBufferPointer<UInt8>) throws {
        for character in characters {
            switch character {
            case 0: throw PostgreSQLFailure.holdsNUL
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
            default: bytes.append(character)
            }
        }
    }
}
