/// Whom to turn to right now, by country and language.
public struct CrisisTable: Hashable, Sendable {
    /// By ISO 3166 code in capitals.
    public let countries: [String: LocalizedText]

    public init(countries: [String: LocalizedText]) { self.countries = countries }

    /// The words for somebody who reads `languages`; nil when the country is not in the table.
    public func words(in country: String, for languages: [String]) -> String? {
        countries[country]?.text(for: languages)
    }

    /// Those of `languages` in which the country has no words.
    public func missing(in country: String, of languages: [String]) -> [String] {
        languages.filter { language in
            let base = String(language.prefix { $0 != "-" })
            let texts = countries[country]?.texts ?? [:]
            return texts[language] == nil && texts[base] == nil
        }
    }
}
