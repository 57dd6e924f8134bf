/// A cell of a table, or a part of one, with its place in the file.
struct LanguageCell {
    let text: String
    let line: Int
    let column: Int

    /// `text` without the blanks around it, which move the place.
    init(_ text: some StringProtocol, line: Int, column: Int) {
        let front = text.prefix(while: \.isWhitespace).count
        var rest = text.dropFirst(front)
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        self.text = String(rest)
        self.line = line
        self.column = column + front
    }

    /// The pieces between separators, empty ones too.
    func parts(by separator: Character) -> [LanguageCell] {
        var start = column
        return text.split(separator: separator, omittingEmptySubsequences: false).map { piece in
            defer { start += piece.count + 1 }
            return LanguageCell(piece, line: line, column: start)
        }
    }

    /// What is left behind the first `count` characters.
    func dropping(_ count: Int) -> LanguageCell {
        LanguageCell(text.dropFirst(count), line: line, column: column + count)
    }

    func fault(_ message: String) -> LanguageTableError.Fault {
        LanguageTableError.Fault(line: line, column: column, message: message)
    }
}
