import Foundation

/// Texts in headers: as they are when plain ASCII, else as encoded words (RFC 2047), folded.
enum HeaderWords {
    /// `width`: How many characters of the first line the header's name takes.
    static func encoded(_ text: String, after width: Int) -> String {
        let isPlain =
            text.utf8.allSatisfy { (32...126).contains($0) } && !text.contains("=?") && text.utf8.count + width < 78
        if isPlain, !text.contains(where: { "()<>@,;:\\\".[]".contains($0) }) { return text }
        // An encoded word has at most 75 characters: 12 of frame, 60 of base64, 45 bytes of text; characters stay whole.
        var words: [String] = []
        var chunk: [UInt8] = []
        for character in text {
            let bytes = Array(String(character).utf8)
            if chunk.count + bytes.count > 39, !chunk.isEmpty {
                words.append(word(chunk))
                chunk = []
            }
            chunk += bytes
        }
        if !chunk.isEmpty || words.isEmpty { words.append(word(chunk)) }
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }
}

/// Quoted-printable (RFC 2045 section 6.7): lines of at most 76 characters, all line ends CRLF.
enum QuotedPrintable {
    static func encoded(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var lines: [String] = []
        let normal = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        for line in normal.split(separator: "\n", omittingEmptySubsequences: false) {
            var out: [UInt8] = []
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isBlank = byte == 32 || byte == 9
                // A dot at the start of a line is encoded, so that no server takes it for the end.
                let isPlain = (33...126).contains(byte) && byte != 61 && !(byte == 46 && out.isEmpty)
                let unit: [UInt8] =
                    isPlain || (isBlank && !isLast) ? [byte] : [61, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
                if out.count + unit.count > 75 {
                    lines.append(String(decoding: out + [61], as: UTF8.self))
                    out = []
                }
                out += unit
            }
            lines.append(String(decoding: out, as: UTF8.self))
        }
        return lines.joined(separator: "\r\n")
    }
}
