/// The words that go with a number in one language, one phrase for each category: `1 goal`, `{{goals_count}} goals`.
public struct PluralForms: Hashable, Sendable {
    /// The field that holds the number.
    public let field: String
    public let language: String
    /// By category; `other` is always among them.
    public let phrases: [PluralCategory: TemplateText]

    public init(field: String, language: String, phrases: [PluralCategory: TemplateText]) {
        self.field = field
        self.language = language
        self.phrases = phrases
    }

    /// The phrase for a number as it is written, such as `2` or `1.5`; `other` for what is no number.
    func phrase(for number: String) -> String {
        let category = PluralRules(language: language).category(of: number)
        return (phrases[category] ?? phrases[.other])?.render { $0 == field ? number : "" } ?? number
    }
}
