/// Why a flag was raised: one answer, one text, or one word at the door that is always open.
public struct SafetySignal: Hashable, Sendable {
    public let source: Source
    /// The question that was answered; nil for the door.
    public let question: String?
    /// What somebody wrote at the door, for whoever follows up; it goes nowhere else.
    public let words: String?

    public init(_ source: Source, question: String? = nil, words: String? = nil) {
        self.source = source
        self.question = question
        self.words = words
    }

    /// Where it came from.
    public enum Source: String, CaseIterable, Codable, Sendable {
        /// A safety item of a questionnaire.
        case item
        /// Words in a free answer; they raise attention and never lower it.
        case words
        /// "Somebody may be harmed".
        case harm
    }
}
