import Foundation

/// Quoted-printable (RFC 2045 section 6.7): lines of at most 76 characters, all line ends CRLF, 7-bit.
///
/// libcurl never says `BODY=8BITMIME` and does not stuff the dots after a bare LF, so nothing else leaves here.
enum QuotedPrintable {
    private static let hex = Array("0123456789ABCDEF".utf8)

    /// The text with CRLF, LF and CR each as the end of a line.
    static func encoded(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + bytes.count / 4)
        var length = 0
        var index = 0
        func isEnd(_ at: Int) -> Bool { at >= bytes.count || bytes[at] == 13 || bytes[at] == 10 }
        func put(_ unit: [UInt8], isLast: Bool) {
            // The last unit of a line may fill it; any other leaves room for the soft break.
            if length + unit.count > (isLast ? 76 : 75) {
                out += [61, 13, 10]
                length = 0
            }
            out += unit
            length += unit.count
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 13 || byte == 10 {
                if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { index += 1 }
                out += [13, 10]
                length = 0
            } else {
                let isLast = isEnd(index + 1)
                // A dot that begins a line is encoded, so that no server takes it for the end; a soft break may put any
                // byte there.
                let isPlain: Bool =
                    switch byte {
                    case 9, 32: !isLast
                    case 46: length != 0 && length < 75
                    case 61: false
                    default: (33...126).contains(byte)
                    }
                put(isPlain ? [byte] : [61, hex[Int(byte >> 4)], hex[Int(byte & 15)]], isLast: isLast)
            }
            index += 1
        }
        return out
    }
}

/// Base64 (RFC 2045 section 6.8) in lines of 76 characters.
enum Base64Lines {
    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        let code = Array(Data(bytes).base64EncodedString().utf8)
        var out: [UInt8] = []
        for start in stride(from: 0, to: code.count, by: 76) {
            if start > 0 { out += [13, 10] }
            out += code[start..<min(start + 76, code.count)]
        }
        return out
    }
}
