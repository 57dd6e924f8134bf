import Mustache

/// A text with places to fill, in the part of Mustache that we allow.
///
/// Allowed are `{{name}}`, `{{#name}}…{{/name}}`, `{{^name}}…{{/name}}` and `{{! note}}`. Refused at load are
/// unescaped tags, delimiter changes, pragmas, partials, lambdas and parents: each of them would let a template switch
/// off the escaping or turn a value into a template. Values come as an allow-listed dictionary of formatted strings,
/// never as model objects, so that reflection can reach nothing.
public struct TemplateText: Hashable, Sendable {
    /// The text as its author wrote it.
    public let source: String
    /// The tags in order of appearance.
    public let tags: [TemplateTag]
    private let plain: MustacheTemplate

    /// - Throws: `TemplateError` with the character offset of the first tag that is refused or unbalanced.
    public init(parsing source: String) throws(TemplateError) {
        self.source = source
        tags = try TemplateTag.tags(in: source)
        do {
            plain = try MustacheTemplate(string: "{{% CONTENT_TYPE: TEXT}}" + source)
        } catch {
            throw TemplateError(offset: 0, length: 1, message: "the text cannot be read as a template")
        }
    }

    /// The text with every place filled, for a reader of plain text.
    ///
    /// Control characters in values are dropped, so that a value can add no line to a header and no command to a mail.
    public func renderPlain(_ values: [String: String]) -> String {
        plain.render(Self.tree(values.mapValues { String($0.filter { !$0.isControl }) }))
    }

    /// The names that the reader needs a value for: those of plain tags outside a section of the same name.
    public var namesNeeded: Set<String> {
        var open: [String] = []
        var needed: Set<String> = []
        for tag in tags {
            switch tag.kind {
            case .section: open.append(tag.name)
            case .inverted: open.append("^" + tag.name)
            case .end: open.removeLast()
            case .variable: if !open.contains(tag.name) { needed.insert(tag.name) }
            case .comment: break
            }
        }
        return needed
    }

    public static func == (left: TemplateText, right: TemplateText) -> Bool { left.source == right.source }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }

    /// `["member.name": "Ana"]` as Mustache walks it: `["member": ["name": "Ana"]]`.
    ///
    /// Empty values are left out, so that `{{#name}}` asks whether there is something to show.
    private static func tree(_ values: [String: String]) -> [String: Any] {
        var root: [String: Any] = [:]
        for (name, value) in values where !value.isEmpty {
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            if parts.count == 2 {
                var branch = root[parts[0]] as? [String: Any] ?? [:]
                branch[parts[1]] = value
                root[parts[0]] = branch
            } else {
                root[name] = value
            }
        }
        return root
    }
}

extension Character {
    fileprivate var isControl: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" }
    }
}

/// A tag or text that a message may not hold, by its place in the text.
public struct TemplateError: Error, Hashable, Sendable {
    /// Characters from the start of the text.
    public let offset: Int
    public let length: Int
    public let message: String
}
