/// The questions that one check-in or review asks; every one of them may be skipped.
public struct Questionnaire: Hashable, Sendable {
    public let id: QuestionnaireID
    /// A digest of the file it came from.
    ///
    /// Answers keep the version that was asked.
    public let version: String
    public let title: LocalizedText
    public let questions: [Question]

    public init(id: QuestionnaireID, version: String, title: LocalizedText, questions: [Question]) {
        self.id = id
        self.version = version
        self.title = title
        self.questions = questions
    }
}

/// One question: its id, its words, and what an answer may be.
public struct Question: Hashable, Sendable {
    public let id: String
    public let text: LocalizedText
    public let kind: Kind
    /// Who may read the answer; the narrowest that still helps is the default of a file.
    public let visibility: Visibility

    public init(id: String, text: LocalizedText, kind: Kind, visibility: Visibility) {
        self.id = id
        self.text = text
        self.kind = kind
        self.visibility = visibility
    }

    /// What an answer may be.
    public enum Kind: Hashable, Sendable {
        /// A whole number from `low` to `high`.
        case scale(low: Int, high: Int)
        case choice([Choice])
        case yesNo
        /// Yes means: I would like somebody to reach out to me.
        case wantsContact
        /// Free words, at most 2,000 characters.
        case text
    }

    /// One of the answers that a `choice` offers.
    public struct Choice: Hashable, Sendable {
        public let id: String
        public let text: LocalizedText

        public init(id: String, text: LocalizedText) {
            self.id = id
            self.text = text
        }
    }
}

/// Who may read an answer.
public enum Visibility: String, CaseIterable, Codable, Sendable {
    case me
    case mentor
    case careTeam = "care_team"
    case group
}
