/// One `{{…}}` of a template.
public struct TemplateTag: Hashable, Sendable {
    public let kind: Kind
    public let name: String
    /// Characters from the start of the text to the first brace.
    public let offset: Int
    public let length: Int

    /// What a tag does.
    public enum Kind: Hashable, Sendable {
        case variable
        case section
        case inverted
        case end
        case comment
    }

    /// The tags of `source`, checked for balance.
    ///
    /// - Throws: `TemplateError` at the first tag that is not allowed, not closed, or closes nothing.
    static func tags(in source: String) throws(TemplateError) -> [TemplateTag] {
        let text = Array(source)
        var tags: [TemplateTag] = []
        var open: [TemplateTag] = []
        var index = 0
        while index + 1 < text.count {
            guard text[index] == "{", text[index + 1] == "{" else {
                index += 1
                continue
            }
            let tag = try read(text, at: index)
            switch tag.kind {
            case .section, .inverted: open.append(tag)
            case .end:
                guard let last = open.popLast(), last.name == tag.name else {
                    throw tag.refused("'{{/\(tag.name)}}' closes nothing; each {{#name}} needs its own {{/name}}")
                }
            case .variable, .comment: break
            }
            tags.append(tag)
            index += tag.length
        }
        if let unclosed = open.last { throw unclosed.refused("'\(unclosed.name)' is opened and never closed") }
        return tags
    }

    private static func read(_ text: [Character], at start: Int) throws(TemplateError) -> TemplateTag {
        var end = start + 2
        while end + 1 < text.count, !(text[end] == "}" && text[end + 1] == "}") { end += 1 }
        guard end + 1 < text.count else {
            throw TemplateError(offset: start, length: 2, message: "'{{' is never closed by '}}'")
        }
        let inner = String(text[(start + 2)..<end])
        let length = end + 2 - start
        let mark = inner.first
        let kinds: [Character: Kind] = ["#": .section, "^": .inverted, "/": .end, "!": .comment]
        let kind = mark.flatMap { kinds[$0] } ?? .variable
        let name = (kind == .variable ? inner : String(inner.dropFirst())).filter { $0 != " " }
        let tag = TemplateTag(kind: kind, name: name, offset: start, length: length)
        if kind == .comment { return tag }
        if let mark, "{&=%>$<*".contains(mark) {
            throw tag.refused("'{{\(mark)' is not allowed in a message; write {{name}}, {{#name}} or {{^name}}")
        }
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") })
        else {
            throw tag.refused("'{{\(inner)}}' is not a field's name; write it like {{member.preferred_name}}")
        }
        return tag
    }

    private func refused(_ message: String) -> TemplateError {
        TemplateError(offset: offset, length: length, message: message)
    }
}
