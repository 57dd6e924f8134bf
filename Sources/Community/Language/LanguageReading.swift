/// The words of a text in order, hung together over its line ends as a reader does.
///
/// Editors wrap texts, so a line end is one blank, wherever a sentence may go on: not at an empty line, nor before a line
/// that begins a list's entry, a key, a comment or a heading, nor behind a comment, a line without a word, or what only opens
/// a text, such as `inside: |`.
struct LanguageReading {
    let lines: [[Character]]
    private(set) var words: [LanguageWord] = []

    /// `isLeftOut`: Lines that are no part of the text.
    init(_ lines: [[Character]], without isLeftOut: (Int) -> Bool) {
        self.lines = lines
        var gap: [Character]?
        for (number, line) in lines.enumerated() {
            guard !isLeftOut(number) else {
                gap = nil
                continue
            }
            if gap != nil, Self.beginsAnew(line) { gap = nil }
            let found = LanguageWordScanner.words(of: line, number: number, after: gap)
            words += found
            gap = nil
            if let last = found.last, !Self.endsByItself(line) { gap = line[last.range.upperBound...] + ["\n"] }
        }
    }

    /// The words at `range` as the text has them, up to `end` in the last one's line, with one blank for a line end.
    func text(of range: Range<Int>, upTo end: Int) -> String {
        let (first, last) = (words[range.lowerBound], words[range.upperBound - 1])
        guard first.line < last.line else { return String(lines[first.line][first.range.lowerBound..<end]) }
        var pieces: [String] = []
        for number in first.line...last.line {
            let own = words[range].filter { $0.line == number }
            guard let front = own.first, let back = own.last else { continue }
            let stop = number == last.line ? end : back.range.upperBound
            pieces.append(String(lines[number][front.range.lowerBound..<stop]))
        }
        return pieces.joined(separator: " ")
    }

    /// How many characters of the first word's line belong to the words at `range`, of which the last ends at `end`.
    func length(of range: Range<Int>, upTo end: Int) -> Int {
        let (first, last) = (words[range.lowerBound], words[range.upperBound - 1])
        guard first.line < last.line else { return end - first.range.lowerBound }
        let back = words[range].last { $0.line == first.line } ?? first
        return back.range.upperBound - first.range.lowerBound
    }

    private static func beginsAnew(_ line: [Character]) -> Bool {
        guard let start = line.firstIndex(where: { !$0.isWhitespace }) else { return true }
        return isComment(line[start...]) || isEntry(line[start...]) || isKey(line[start...])
    }

    private static func endsByItself(_ line: [Character]) -> Bool {
        guard let start = line.firstIndex(where: { !$0.isWhitespace }) else { return true }
        if isComment(line[start...]) { return true }
        let back = line[start...].reversed().drop(while: \.isWhitespace)
        guard let last = back.first, ":|>-+".contains(last) else { return false }
        if last == ":" { return true }
        let mark = back.prefix { !$0.isWhitespace }
        return mark.count <= 2 && (mark.last == "|" || mark.last == ">")
    }

    private static func isComment(_ line: ArraySlice<Character>) -> Bool {
        ["#", "//", "/*", "<!--"].contains { line.starts(with: $0) }
    }

    /// Whether this begins a list's entry, such as `- one` or `1. one`, a table's row, or is a rule.
    private static func isEntry(_ line: ArraySlice<Character>) -> Bool {
        if line.first == "|" || line.starts(with: "---") || line.starts(with: "```") { return true }
        let number = line.prefix(while: \.isWholeNumber).count
        let mark = line.dropFirst(number)
        guard let sign = mark.first else { return false }
        let isMark = number == 0 ? "-*+•".contains(sign) : number < 4 && (sign == "." || sign == ")")
        return isMark && mark.dropFirst().first?.isWhitespace ?? true
    }

    /// Whether this begins with a key, such as `subject: …`.
    private static func isKey(_ line: ArraySlice<Character>) -> Bool {
        let quote = line.first == "\"" || line.first == "'" ? line.first : nil
        let rest = quote == nil ? line : line.dropFirst()
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
        var behind = rest.dropFirst(name.count)
        if let quote {
            guard behind.first == quote else { return false }
            behind = behind.dropFirst()
        }
        guard !name.isEmpty, behind.first == ":" else { return false }
        return behind.dropFirst().first?.isWhitespace ?? true
    }
}
