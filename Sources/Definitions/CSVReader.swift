import PluginKit

/// Reads comma-separated values (RFC 4180) with the place of every cell, which no library that we know keeps.
///
/// The separator (`,`, `;` or tab) is the one that a first line `sep=;` names, as spreadsheets write it, or else the one
/// that the header holds most; blank lines, and lines of separators alone, are passed over before both. A line ends with LF, CRLF or, as in files of old, with CR alone, and quoted cells may hold
/// all three. Works on bytes, a row at a time, so that a roster of a million people is a matter of seconds and of no more
/// memory than its text.
struct CSVReader {
    struct Cell {
        let text: String
        let line: Int
        /// In characters, from 1.
        let column: Int
    }

    private let bytes: [UInt8]
    private let file: String
    private let separator: UInt8
    private var index = 0
    private var line = 1
    private var column = 1

    init(_ text: String, file: String) {
        bytes = Array(text.utf8)
        self.file = file
        var start = Self.passingBlankLines(of: bytes, from: (index: 0, line: 1))
        let first = Self.header(of: bytes[start.index...])
        if let named = Self.namedSeparator(first) {
            separator = named
            start = Self.passingBlankLines(
                of: bytes, from: (index: Self.behindLineEnd(first.endIndex, of: bytes), line: start.line + 1))
        } else {
            separator = Self.likelySeparator(first)
        }
        (index, line) = start
    }

    /// Where the first line begins that holds more than blanks and separators.
    private static func passingBlankLines(
        of bytes: [UInt8], from start: (index: Int, line: Int)
    ) -> (index: Int, line: Int) {
        var (index, line) = start
        while index < bytes.count {
            let text = header(of: bytes[index...])
            // Two quotes are an empty cell; one begins a cell that goes on.
            let holdsNothing =
                text.allSatisfy { Self.isBlank($0) || $0 == UInt8(ascii: "\"") }
                && text.count { $0 == UInt8(ascii: "\"") }.isMultiple(of: 2)
            guard holdsNothing else { break }
            index = behindLineEnd(text.endIndex, of: bytes)
            line += 1
        }
        return (index, line)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t")
            || byte == UInt8(ascii: " ")
    }

    private static func behindLineEnd(_ end: Int, of bytes: [UInt8]) -> Int {
        var index = end
        if index < bytes.count, bytes[index] == 13 { index += 1 }
        if index < bytes.count, bytes[index] == 10 { index += 1 }
        return index
    }

    /// The next row, or nil at the end.
    ///
    /// Empty lines are passed over.
    /// - Throws: one diagnostic for a quote that is never closed.
    mutating func next() throws(Diagnostics) -> [Cell]? {
        while index < bytes.count {
            let row = try row()
            if row.count > 1 || row.first?.text.isEmpty == false { return row }
        }
        return nil
    }

    /// One line's cells, or those of several where line ends stand in quotes.
    private mutating func row() throws(Diagnostics) -> [Cell] {
        var row: [Cell] = []
        while true {
            let place = (line: line, column: column)
            let text = try cell()
            row.append(Cell(text: text, line: place.line, column: place.column))
            guard index < bytes.count else { return row }
            let byte = bytes[index]
            index += 1
            if byte == separator {
                column += 1
                // A separator at the very end has an empty cell behind it.
                if index == bytes.count { row.append(Cell(text: "", line: line, column: column)) }
                continue
            }
            if byte == 13, index < bytes.count, bytes[index] == 10 { index += 1 }
            line += 1
            column = 1
            return row
        }
    }

    /// The text up to the next separator or line end, which is not taken.
    private mutating func cell() throws(Diagnostics) -> String {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            let start = index
            skipPlain()
            return start == index ? "" : String(decoding: bytes[start..<index], as: UTF8.self)
        }
        let opened = (line: line, column: column)
        var text: [UInt8] = []
        index += 1
        column += 1
        while true {
            guard index < bytes.count else {
                throw [
                    Diagnostic(
                        SourcePlace(file: file, line: opened.line, column: opened.column), "csv",
                        "a quote that begins on this line is never closed",
                        hint: "write \"\" for a quote inside quotes")
                ]
            }
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                column += 1
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { break }
                index += 1
                column += 1
            } else if byte == 10 || (byte == 13 && !(index < bytes.count && bytes[index] == 10)) {
                line += 1
                column = 1
            } else if byte & 0xc0 != 0x80 {
                column += 1
            }
            text.append(byte)
        }
        let start = index
        skipPlain()
        text += bytes[start..<index]
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func skipPlain() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == separator || byte == 10 || byte == 13 { return }
            if byte & 0xc0 != 0x80 { column += 1 }
            index += 1
        }
    }

    private static func header(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.prefix { $0 != 10 && $0 != 13 }
    }

    /// The separator of a line `sep=;`, which may stand in quotes.
    private static func namedSeparator(_ line: ArraySlice<UInt8>) -> UInt8? {
        let text = line.filter { $0 != UInt8(ascii: "\"") }
        guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        return text.last
    }

    /// The one that a header holds most outside quotes; the comma when it holds none.
    private static func likelySeparator(_ header: ArraySlice<UInt8>) -> UInt8 {
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in header {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let known = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return known.reduce(known[0]) { counts[$1, default: 0] > counts[$0, default: 0] ? $1 : $0 }
    }
}
