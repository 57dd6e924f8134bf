/// A piece of a cron expression that remembers where it stands, so that every error can point at it.
struct CronPart {
    let text: Substring
    /// In characters of the whole expression, from 1.
    let column: Int
    /// How many characters the whole expression has.
    let total: Int

    init(_ source: String) {
        text = source[...]
        column = 1
        total = source.count
    }

    private init(text: Substring, column: Int, total: Int) {
        self.text = text
        self.column = column
        self.total = total
    }

    var length: Int { text.count }
    var isEmpty: Bool { text.isEmpty }
    var uppercased: String { text.uppercased() }

    /// The words between white space.
    var words: [CronPart] { pieces { $0.isWhitespace }.filter { !$0.isEmpty } }

    /// The pieces between the separators, empty ones kept.
    func split(_ separator: Character, maxSplits: Int = .max) -> [CronPart] {
        pieces(maxSplits: maxSplits) { $0 == separator }
    }

    func dropFirst(_ count: Int = 1) -> CronPart {
        CronPart(text: text.dropFirst(count), column: column + min(count, length), total: total)
    }

    func dropLast(_ count: Int = 1) -> CronPart {
        CronPart(text: text.dropLast(count), column: column, total: total)
    }

    /// An error at this piece; at the character before it when the piece is empty and ends the text.
    func error(_ message: String, hint: String) -> CronError {
        let end = max(1, total)
        let start = min(max(1, column), end)
        return CronError(column: start, length: min(max(1, length), end - start + 1), message: message, hint: hint)
    }

    private func pieces(maxSplits: Int = .max, where isSeparator: (Character) -> Bool) -> [CronPart] {
        var start = column
        return text.split(maxSplits: maxSplits, omittingEmptySubsequences: false, whereSeparator: isSeparator)
            .map { piece in
                defer { start += piece.count + 1 }
                return CronPart(text: piece, column: start, total: total)
            }
    }
}
