import Scheduling

/// A word, sign or constant of a condition, with its place.
struct ConditionToken: Hashable {
    enum Kind: Hashable {
        case word(String)
        case sign(String)
        case constant(ConditionValue)
    }

    let kind: Kind
    let range: Range<Int>

    /// The tokens of `source`.
    static func tokens(of source: String) throws(ConditionError) -> [ConditionToken] {
        let text = Array(source)
        var tokens: [ConditionToken] = []
        var index = 0
        while index < text.count {
            let character = text[index]
            if character.isWhitespace {
                index += 1
            } else if character == "\"" || character == "'" {
                guard let end = text[(index + 1)...].firstIndex(of: character) else {
                    throw ConditionError(offset: index, length: 1, message: "the text that starts here is never closed")
                }
                tokens.append(
                    ConditionToken(kind: .constant(.text(String(text[(index + 1)..<end]))), range: index..<(end + 1)))
                index = end + 1
            } else if isWord(character) || (character == "-" && index + 1 < text.count && text[index + 1].isNumber) {
                var end = index + 1
                while end < text.count, isWord(text[end]) || text[end] == "-" || text[end] == "." { end += 1 }
                tokens.append(ConditionToken(kind: kind(of: String(text[index..<end])), range: index..<end))
                index = end
            } else {
                let two = String(text[index..<min(index + 2, text.count)])
                let sign = ["==", "!=", "<=", ">="].contains(two) ? two : String(character)
                guard ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","].contains(sign) else {
                    let hint = sign == "=" ? "; write '==' to compare" : ""
                    throw ConditionError(
                        offset: index, length: 1, message: "'\(sign)' has no meaning in a condition\(hint)")
                }
                tokens.append(ConditionToken(kind: .sign(sign), range: index..<(index + sign.count)))
                index += sign.count
            }
        }
        return tokens
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private static func kind(of word: String) -> Kind {
        switch word {
        case "true": return .constant(.boolean(true))
        case "false": return .constant(.boolean(false))
        case "none": return .constant(.none)
        default: break
        }
        guard let first = word.first, first.isNumber || first == "-" else { return .word(word) }
        if let number = Double(word) { return .constant(.number(number)) }
        if let duration = Duration(yamlText: word) { return .constant(.duration(duration)) }
        if let date = CivilDate(iso8601: word) { return .constant(.date(date)) }
        return .word(word)
    }
}
