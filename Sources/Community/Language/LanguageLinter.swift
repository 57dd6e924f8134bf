/// Finds the terms of a table in what a program says: its messages, its questions, its pages, its plugins' texts.
///
/// **Members' own words are never linted.** How a person speaks of themselves is theirs: answers, goals, stories and
/// names go to people as they were written, and no caller may pass them here. Nothing is ever rewritten, either; a finding
/// tells the writer of a text what others would rather read.
///
/// A line end counts as a blank where a sentence goes on, so a finding depends on nothing outside its paragraph, apart from
/// the remarks `language: ignore TERM because …`, which stand in a comment on a line of their own and hold for the whole
/// text. A remark without a reason changes nothing and is found itself. Of several terms that begin at one word the longest counts, and
/// of several rows with the same words the gravest whose sense holds. The time is linear in the text.
public struct LanguageLinter: Sendable {
    private let table: LanguageTable
    private let ignored: Set<String>

    /// A linter that leaves out what the exceptions name, by a term's spelling or by the very words of a text.
    public init(table: LanguageTable, exceptions: [LanguageException] = []) {
        self.table = table
        ignored = Set(exceptions.map { LanguageWordScanner.spelling(of: $0.term) })
    }

    /// The findings in the order of the text.
    public func findings(in text: String) -> [LanguageFinding] {
        let lines = Self.lines(of: text)
        let remarks = Self.remarks(in: lines)
        let heeding = LanguageLinter(table: table, ignored: ignored.union(Self.terms(of: remarks)))
        let found = faults(of: remarks, in: lines) + heeding.findings(in: LanguageReading(lines) { remarks[$0] != nil })
        return remarks.isEmpty ? found : found.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// This linter as the remarks of a whole file want it, for the file's texts one by one, and what is wrong with them.
    public func heedingRemarks(of file: String) -> (linter: LanguageLinter, findings: [LanguageFinding]) {
        guard file.contains("language: ignore") else { return (self, []) }
        let lines = Self.lines(of: file)
        let remarks = Self.remarks(in: lines)
        let heeding = LanguageLinter(table: table, ignored: ignored.union(Self.terms(of: remarks)))
        return (heeding, faults(of: remarks, in: lines))
    }

    private init(table: LanguageTable, ignored: Set<String>) {
        self.table = table
        self.ignored = ignored
    }

    /// The lines without a byte order mark, which no editor counts.
    private static func lines(of text: String) -> [[Character]] {
        LanguageLines.split(text.first == "\u{FEFF}" ? text.dropFirst() : text[...]).map { Array($0) }
    }

    private static func remarks(in lines: [[Character]]) -> [Int: LanguageRemark] {
        var remarks: [Int: LanguageRemark] = [:]
        for (number, line) in lines.enumerated() { remarks[number] = LanguageRemark(line: line) }
        return remarks
    }

    private static func terms(of remarks: [Int: LanguageRemark]) -> [String] {
        remarks.values.filter { !$0.reason.isEmpty }.map { LanguageWordScanner.spelling(of: $0.term) }
    }

    private func faults(of remarks: [Int: LanguageRemark], in lines: [[Character]]) -> [LanguageFinding] {
        remarks.sorted { $0.key < $1.key }.compactMap { number, remark in
            finding(for: remark, in: lines[number], number: number + 1)
        }
    }

    private func findings(in reading: LanguageReading) -> [LanguageFinding] {
        let words = reading.words
        var found: [LanguageFinding] = []
        var position = 0
        while position < words.count {
            guard let match = bestMatch(at: position, in: words) else {
                position += 1
                continue
            }
            let first = words[position]
            let range = position..<position + match.entry.pattern.words.count
            position = range.upperBound
            guard let index = match.entry.term else { continue }
            let text = reading.text(of: range, upTo: match.end)
            let term = match.entry.pattern.spelling
            if !ignored.isEmpty,
                [term, text].contains(where: { ignored.contains(LanguageWordScanner.spelling(of: $0)) })
            {
                continue
            }
            let row = table.terms[index]
            found.append(
                LanguageFinding(
                    line: first.line + 1, column: first.range.lowerBound + 1,
                    length: reading.length(of: range, upTo: match.end), text: text, term: term,
                    suggestion: row.suggestion, source: row.source, level: row.level))
        }
        return found
    }

    private typealias Match = (entry: LanguageTable.Entry, end: Int)

    private func bestMatch(at start: Int, in words: [LanguageWord]) -> Match? {
        var best: Match?
        let (folded, base) = (words[start].folded, words[start].base)
        for key in folded == base ? [folded] : [folded, base] {
            for entry in table.index[key, default: []] {
                if let best, !outweighs(entry, best.entry) { continue }
                guard let end = end(of: entry.pattern, at: start, in: words) else { continue }
                let range = start..<start + entry.pattern.words.count
                if let term = entry.term, !table.terms[term].sense.holds(at: range, in: words) { continue }
                best = (entry, end)
            }
        }
        return best
    }

    /// Longer before shorter, a name before a term, a graver term before a milder one, an earlier row before a later one.
    private func outweighs(_ one: LanguageTable.Entry, _ other: LanguageTable.Entry) -> Bool {
        if one.pattern.words.count != other.pattern.words.count {
            return one.pattern.words.count > other.pattern.words.count
        }
        guard let otherTerm = other.term else { return false }
        guard let term = one.term else { return true }
        let (level, otherLevel) = (table.terms[term].level, table.terms[otherTerm].level)
        return level == otherLevel ? term < otherTerm : level > otherLevel
    }

    /// The offset behind the last character of the pattern's words; nil when they do not stand here.
    private func end(of pattern: LanguagePattern, at start: Int, in words: [LanguageWord]) -> Int? {
        guard start + pattern.words.count <= words.count else { return nil }
        var end: Int?
        for (step, forms) in pattern.words.enumerated() {
            let word = words[start + step]
            if step > 0, word.link != .tight { return nil }
            end = word.end(as: forms)
            if end == nil { return nil }
        }
        return end
    }

    /// What is wrong with a remark; nil when nothing is.
    private func finding(for remark: LanguageRemark, in line: [Character], number: Int) -> LanguageFinding? {
        let isComplete = !remark.term.isEmpty && !remark.reason.isEmpty
        if isComplete, table.knows(remark.term) { return nil }
        return LanguageFinding(
            line: number, column: remark.offset + 1, length: remark.length,
            text: String(line[remark.offset..<remark.offset + remark.length]), term: LanguageFinding.remark,
            suggestion: isComplete ? "a term of the table" : "language: ignore TERM because REASON", source: "milieu",
            level: isComplete ? .warning : .error)
    }
}
