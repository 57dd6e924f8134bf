import Foundation

/// Takes one person's id, or name, out of texts that are somebody else's.
struct PersonalText {
    let id: String
    let name: String
    let pseudonym: String

    /// The pattern of a LIKE with `\` as its escape that finds every text in which `part` may stand.
    static func pattern(_ part: String) -> SQLValue {
        var escaped = ""
        for character in part {
            if "%_\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return .text("%\(escaped)%")
    }

    /// `text` with something else where the id stands as a word of its own.
    func without(_ text: String, writing other: String) -> String {
        Self.replacing(id, in: text, by: other)
    }

    /// `text`, a JSON document or one within a text of another, with the pseudonym where the id is a whole text.
    func document(_ text: String) -> String {
        var result = text
        for quote in ["\"", "\\\"", "\\\\\\\""] {
            let token = "\(quote)\(id)\(quote)"
            var rest = result[...]
            var made = ""
            while let found = rest.range(of: token) {
                let isKey = rest[found.upperBound...].first == ":"
                made += rest[..<found.lowerBound] + (isKey ? token : "\(quote)\(pseudonym)\(quote)")
                rest = rest[found.upperBound...]
            }
            result = made + rest
        }
        return result
    }

    /// Values of a message to somebody else, without those that name the person; nil when none does.
    ///
    /// How the reader is called is the reader's, also when both have one name.
    func values(_ values: [String: String]) -> [String: String]? {
        let named = values.filter { key, value in
            key != "member.preferred_name" && (names(value, id) || (!name.isEmpty && names(value, name)))
        }
        guard !named.isEmpty else { return nil }
        return values.merging(named.mapValues { _ in "" }) { $1 }
    }

    private func names(_ text: String, _ part: String) -> Bool {
        text == part || Self.replacing(part, in: text, by: "") != text
    }

    private static func replacing(_ part: String, in text: String, by other: String) -> String {
        guard !part.isEmpty else { return text }
        var rest = text[...]
        var result = ""
        while let found = rest.range(of: part, options: .literal) {
            let isWhole = !goesOn(text[..<found.lowerBound].suffix(2).reversed()) && !goesOn(text[found.upperBound...])
            result += rest[..<found.lowerBound] + (isWhole ? other : part)
            rest = rest[found.upperBound...]
        }
        return result + rest
    }

    /// Whether a name goes on: a full stop within one is a part of it, and one at its end ends the sentence.
    private static func goesOn(_ rest: some Collection<Character>) -> Bool {
        guard let first = rest.first else { return false }
        return isOfWord(first) || (first == "." && rest.dropFirst().first.map(isOfWord) ?? false)
    }

    /// What ids and names are made of.
    private static func isOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-"
    }
}
