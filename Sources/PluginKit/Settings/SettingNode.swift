/// A piece of a file with its place: what a setting is read from.
///
/// Scalars keep their text and whether they were quoted. The setting's type decides what the text means, never the
/// file format's guess: YAML 1.1 reads `no` as false and `22:00` as 1320.
public struct SettingNode: Hashable, Sendable {
    public let content: Content
    public let place: SourcePlace
    /// How a person would point at it, such as `steps[0].with.message`.
    public let path: String

    public init(_ content: Content, place: SourcePlace, path: String) {
        self.content = content
        self.place = place
        self.path = path
    }

    /// What the piece is.
    public enum Content: Hashable, Sendable {
        /// Nothing was written after the key.
        case empty
        case scalar(text: String, isQuoted: Bool)
        case list([SettingNode])
        case mapping([Entry])
    }

    /// One `key: value`, in the order of the file.
    public struct Entry: Hashable, Sendable {
        public let key: String
        public let keyPlace: SourcePlace
        public let value: SettingNode

        public init(key: String, keyPlace: SourcePlace, value: SettingNode) {
            self.key = key
            self.keyPlace = keyPlace
            self.value = value
        }
    }

    /// The text of a scalar; nil for anything else.
    public var text: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }

    /// The entries of a mapping; none for an empty value; nil for anything else.
    public var entries: [Entry]? {
        switch content {
        case .mapping(let entries): entries
        case .empty: []
        case .scalar, .list: nil
        }
    }

    /// The value under `key`, when this is a mapping that has one.
    public subscript(key: String) -> SettingNode? { entries?.first { $0.key == key }?.value }

    /// The name inside `${{ … }}` when the whole scalar is such an expression; nil otherwise.
    public var expression: String? {
        guard let text, text.hasPrefix("${{"), text.hasSuffix("}}") else { return nil }
        return String(text.dropFirst(3).dropLast(2)).filter { $0 != " " }
    }

    /// What the piece is, as a message names it: `'soon'`, `a list`, `a block`, `nothing`.
    public var found: String {
        switch content {
        case .empty: "nothing"
        case .scalar(let text, _): "'\(text.count > 60 ? text.prefix(57) + "…" : text)'"
        case .list: "a list"
        case .mapping: "a block of keys"
        }
    }

    /// A fault at this piece: `path: expected …, found …`.
    public func expected(_ what: String, rule: String = "type", hint: String? = nil) -> Diagnostic {
        Diagnostic(place, rule, "\(path): expected \(what), found \(found)", hint: hint)
    }
}
