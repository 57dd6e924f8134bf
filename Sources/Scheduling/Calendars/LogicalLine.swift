/// A line of a calendar after unfolding, with the way back to where each of its bytes stands in the file.
///
/// RFC 5545 section 3.1: a line may be broken anywhere, even inside of a character, with a line end and one blank.
struct LogicalLine {
    private(set) var bytes: [UInt8] = []
    private var pieces: [Piece] = []

    /// What one line of the file adds.
    private struct Piece {
        /// Its first byte in `bytes`.
        let offset: Int
        let line: Int
        /// The column of its first byte.
        let column: Int
    }

    /// Splits a file at CRLF or LF and joins what was folded; empty lines are dropped.
    static func lines(of file: [UInt8]) -> [LogicalLine] {
        var lines: [LogicalLine] = []
        var number = 0
        var rest = file[...]
        if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
        while !rest.isEmpty {
            number += 1
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            var text = rest[..<end]
            rest = end < rest.endIndex ? rest[(end + 1)...] : []
            if text.last == UInt8(ascii: "\r") { text = text.dropLast() }
            let isFolded = text.first == UInt8(ascii: " ") || text.first == UInt8(ascii: "\t")
            if isFolded, !lines.isEmpty {
                lines[lines.count - 1].append(text.dropFirst(), line: number, column: 2)
            } else if !text.isEmpty {
                var line = LogicalLine()
                line.append(text, line: number, column: 1)
                lines.append(line)
            }
        }
        return lines
    }

    private mutating func append(_ text: ArraySlice<UInt8>, line: Int, column: Int) {
        pieces.append(Piece(offset: bytes.count, line: line, column: column))
        bytes += text
    }

    /// A fault at the byte with this offset.
    func fault(at offset: Int, _ message: String, hint: String? = nil) -> CalendarFault {
        guard let piece = pieces.last(where: { $0.offset <= offset }) ?? pieces.first else {
            return CalendarFault(line: 1, column: 1, message: message, hint: hint)
        }
        // Bytes that continue a character take no column.
        let characters = bytes[piece.offset..<min(max(offset, piece.offset), bytes.count)]
            .count { $0 & 0xc0 != 0x80 }
        return CalendarFault(line: piece.line, column: piece.column + characters, message: message, hint: hint)
    }
}
