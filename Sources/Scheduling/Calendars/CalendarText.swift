/// A part of a line that knows where it stands.
struct CalendarText {
    let line: LogicalLine
    let range: Range<Int>

    var bytes: ArraySlice<UInt8> { line.bytes[range] }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The parts between the separators, empty ones too.
    func split(_ separator: Character) -> [CalendarText] {
        var parts: [CalendarText] = []
        var start = range.lowerBound
        for index in range where line.bytes[index] == separator.asciiValue {
            parts.append(CalendarText(line: line, range: start..<index))
            start = index + 1
        }
        return parts + [CalendarText(line: line, range: start..<range.upperBound)]
    }

    /// What stands before and behind the first separator; nil when there is none.
    func halves(_ separator: Character) -> (CalendarText, CalendarText)? {
        guard let index = range.first(where: { line.bytes[$0] == separator.asciiValue }) else { return nil }
        return (
            CalendarText(line: line, range: range.lowerBound..<index),
            CalendarText(line: line, range: (index + 1)..<range.upperBound)
        )
    }

    /// The text without escapes (RFC 5545 section 3.3.11); a backslash before another character stays.
    var unescaped: String {
        var result: [UInt8] = []
        var isEscape = false
        for byte in bytes {
            if !isEscape {
                if byte == UInt8(ascii: "\\") { isEscape = true } else { result.append(byte) }
                continue
            }
            isEscape = false
            switch byte {
            case UInt8(ascii: "n"), UInt8(ascii: "N"): result.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "\\"), UInt8(ascii: ";"), UInt8(ascii: ","): result.append(byte)
            default: result += [UInt8(ascii: "\\"), byte]
            }
        }
        if isEscape { result.append(UInt8(ascii: "\\")) }
        return String(decoding: result, as: UTF8.self)
    }

    /// The whole number; nil for anything else than an optional sign and digits.
    var number: Int? {
        let digits = bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    func fault(_ message: String, hint: String? = nil) -> CalendarFault {
        line.fault(at: range.lowerBound, message, hint: hint)
    }
}
