/// One text in several languages.
public struct LocalizedText: Hashable, Codable, Sendable {
    /// The texts by lower-case BCP 47 tag; never empty.
    public let texts: [String: String]

    public init(texts: [String: String]) { self.texts = texts }

    /// The text for the first of `languages` that has one; else English; else the first by tag.
    ///
    /// A regional tag falls back to its language: `pt-br` reads `pt`.
    public func text(for languages: [String]) -> String {
        for language in languages + ["en"] {
            if let text = texts[language] { return text }
            if let base = language.split(separator: "-").first, let text = texts[String(base)] { return text }
        }
        return texts.min { $0.key < $1.key }?.value ?? ""
    }
}
