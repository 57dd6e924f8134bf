import Foundation

/// Texts in headers: as they are when plain ASCII, else as encoded words (RFC 2047), folded to lines of 78 characters.
enum HeaderWords {
    /// A text of no further structure, such as a subject.
    ///
    /// `width`: How many characters of the first line the header's name takes.
    static func text(_ text: String, after width: Int) -> String {
        guard text.utf8.allSatisfy({ (32...126).contains($0) }), !text.contains("=?") else {
            return encoded(text, after: width)
        }
        if text.utf8.count + width <= 78 { return text }
        return folded(text, after: width) ?? encoded(text, after: width)
    }

    /// A name before an address: words, a quoted string, or encoded words.
    static func phrase(_ text: String, after width: Int) -> String {
        let fits = text.utf8.count + width + 2 <= 78
        guard fits, !text.isEmpty, text.utf8.allSatisfy({ (32...126).contains($0) }), !text.contains("=?") else {
            return encoded(text, after: width)
        }
        let isAtoms = text.utf8.allSatisfy { byte in
            byte == 32 || !"()<>@,;:\\\".[]".utf8.contains(byte)
        }
        if isAtoms, !text.hasPrefix(" "), !text.hasSuffix(" "), !text.contains("  ") { return text }
        return "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// Folds at single spaces, so that unfolding gives the same text; nil when that is not possible.
    private static func folded(_ text: String, after width: Int) -> String? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.allSatisfy({ (1...76).contains($0.utf8.count) }) else { return nil }
        var result = ""
        var length = width
        for (index, word) in words.enumerated() {
            let isNew = index > 0 && length + 1 + word.utf8.count > 78
            if isNew {
                result += "\r\n \(word)"
                length = 1 + word.utf8.count
            } else {
                result += index == 0 ? String(word) : " \(word)"
                length += word.utf8.count + (index == 0 ? 0 : 1)
            }
        }
        return result
    }

    /// An encoded word has at most 75 characters, of which 12 are its frame: 45 bytes of text in base64.
    private static func encoded(_ text: String, after width: Int) -> String {
        var words: [String] = []
        var chunk: [UInt8] = []
        // The first word shares its line with the header's name.
        var room = max(12, (78 - width - 12) / 4 * 3)
        func limit() -> Int { min(45, room) }
        func close() {
            words.append("=?utf-8?B?\(Data(chunk).base64EncodedString())?=")
            chunk = []
            room = 45
        }
        for character in text {
            // Characters stay whole; one that is longer than a word is taken apart between its code points.
            let whole = Array(String(character).utf8)
            let pieces = whole.count <= 45 ? [whole] : character.unicodeScalars.map { Array(String($0).utf8) }
            for piece in pieces {
                if chunk.count + piece.count > limit(), !chunk.isEmpty { close() }
                chunk += piece
            }
        }
        if !chunk.isEmpty || words.isEmpty { close() }
        return words.joined(separator: "\r\n ")
    }
}
