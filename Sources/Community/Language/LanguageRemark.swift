/// A line of its own in a file's comment: `language: ignore TERM because …`.
struct LanguageRemark {
    let term: String
    /// Empty when the line gives none.
    let reason: String
    /// The offset of `language:` in the line, and how many characters the remark has.
    let offset: Int
    let length: Int

    /// The remark of a line; nil when it is no comment, or another one.
    init?(line: [Character]) {
        var start = 0
        while start < line.count, line[start].isWhitespace || "#/*<!-".contains(line[start]) { start += 1 }
        let opening = Array("language: ignore")
        guard line[..<start].contains(where: { !$0.isWhitespace }), line[start...].starts(with: opening) else {
            return nil
        }
        var end = line.count
        while end > start, line[end - 1].isWhitespace || line[end - 1] == "-" || line[end - 1] == ">" { end -= 1 }
        offset = start
        length = end - start
        let rest = String(line[min(end, start + opening.count)..<end])
        let words = rest.split(whereSeparator: \.isWhitespace)
        let because = words.firstIndex(of: "because") ?? words.endIndex
        term = words[..<because].joined(separator: " ")
        reason = words[because...].dropFirst().joined(separator: " ")
    }
}
