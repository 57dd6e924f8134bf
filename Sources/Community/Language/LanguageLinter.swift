/// Finds the terms of a table in what a program says: its messages, its questions, its pages, its plugins' texts.
///
/// **Members' own words are never linted.** How a person speaks of themselves is theirs: answers, goals, stories and
/// names go to people as they were written, and no caller may pass them here. Nothing is ever rewritten, either; a finding
/// tells the writer of a text what others would rather read.
///
/// Each line is read by itself, so a finding depends on nothing outside its line, apart from the remarks
/// `language: ignore TERM because …`, which stand in a comment on a line of their own and hold for the whole text. A remark
/// without a reason changes nothing and is found itself. Of several terms that begin at one word the longest counts, and
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
        let lines = LanguageLines.split(text[...]).map { Array($0) }
        var ignored = ignored
        var remarks: [Int: LanguageRemark] = [:]
        for (index, line) in lines.enumerated() {
            guard let remark = LanguageRemark(line: line) else { continue }
            remarks[index] = remark
            if !remark.reason.isEmpty { ignored.insert(LanguageWordScanner.spelling(of: remark.term)) }
        }
        var found: [LanguageFinding] = []
        for (index, line) in lines.enumerated() {
            if let remark = remarks[index] {
                if let finding = finding(for: remark, in: line, number: index + 1) { found.append(finding) }
            } else {
                addFindings(of: line, number: index + 1, without: ignored, to: &found)
            }
        }
        return found
    }

    private func addFindings(
        of line: [Character], number: Int, without ignored: Set<String>, to found: inout [LanguageFinding]
    ) {
        let words = LanguageWordScanner.words(of: line)
        var position = 0
        while position < words.count {
            guard let match = bestMatch(at: position, in: words) else {
                position += 1
                continue
            }
            let start = words[position].range.lowerBound
            position += match.entry.pattern.words.count
            guard let index = match.entry.term else { continue }
            let text = String(line[start..<match.end])
            let term = match.entry.pattern.spelling
            if !ignored.isEmpty,
                [term, text].contains(where: { ignored.contains(LanguageWordScanner.spelling(of: $0)) })
            {
                continue
            }
            let row = table.terms[index]
            found.append(
                LanguageFinding(
                    line: number, column: start + 1, length: match.end - start, text: text, term: term,
                    suggestion: row.suggestion, source: row.source, level: row.level))
        }
    }

    private typealias Match = (entry: LanguageTable.Entry, end: Int)

    private func bestMatch(at start: Int, in words: [LanguageWord]) -> Match? {
        var best: Match?
        for key in Set([words[start].folded, words[start].base]) {
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
            text: String(line[remark.offset..<remark.offset + remark.length]), term: "language: ignore",
            suggestion: isComplete ? "a term of the table" : "language: ignore TERM because REASON", source: "milieu",
            level: isComplete ? .warning : .error)
    }
}
