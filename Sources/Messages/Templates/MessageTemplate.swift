import Community

/// One message in all its languages, with the fields that it declares.
public struct MessageTemplate: Hashable, Sendable {
    public let id: MessageID
    public let description: String
    public let fields: [MessageField]
    /// The texts by lower-case language tag; never empty.
    public let locales: [String: LocaleText]

    public init(id: MessageID, description: String, fields: [MessageField], locales: [String: LocaleText]) {
        self.id = id
        self.description = description
        self.fields = fields
        self.locales = locales
    }

    /// The fields that each reader must have a value for.
    public var requiredFields: [String] { fields.filter(\.isRequired).map(\.name) }

    /// The text for the first of `languages` that there is; then the first of `fallbacks`; then the first by tag.
    ///
    /// `isFallback` is true when none of the person's own languages had a text; it is shown and counted, never silent.
    public func text(for languages: [String], fallbacks: [String]) -> (text: LocaleText, tag: String, isFallback: Bool)?
    {
        for language in languages {
            if let found = find(language) { return (found.0, found.1, false) }
        }
        for language in fallbacks {
            if let found = find(language) { return (found.0, found.1, true) }
        }
        return locales.min { $0.key < $1.key }.map { ($0.value, $0.key, true) }
    }

    private func find(_ language: String) -> (LocaleText, String)? {
        if let text = locales[language] { return (text, language) }
        let base = String(language.prefix { $0 != "-" })
        return locales[base].map { ($0, base) }
    }
}

/// A field that a message uses, as its file declares it.
public struct MessageField: Hashable, Sendable {
    public let name: String
    /// A person without a value for a required field is left out, with the reason; nobody ever reads "Hi ,".
    public let isRequired: Bool
    public let example: String?

    public init(name: String, isRequired: Bool, example: String?) {
        self.name = name
        self.isRequired = isRequired
        self.example = example
    }
}

/// A message in one language.
public struct LocaleText: Hashable, Sendable {
    /// Read on a lock screen: neutral, one line.
    public let subject: TemplateText
    public let text: TemplateText

    public init(subject: TemplateText, text: TemplateText) {
        self.subject = subject
        self.text = text
    }
}
