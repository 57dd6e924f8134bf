/// The questions that one check-in or review asks; every one of them may be skipped.
public struct Questionnaire: Hashable, Codable, Sendable {
    public let id: QuestionnaireID
    /// A digest of the file it came from.
    ///
    /// Answers keep the version that was asked.
    public let version: String
    public let title: LocalizedText
    public let questions: [Question]
    /// Whose it is and how it is scored, for one that others made; nil for the program's own questions.
    public let instrument: Instrument?
    /// Answers upon which a person looks in at once, whatever a score says.
    public let safetyItems: [SafetyItem]

    public init(
        id: QuestionnaireID, version: String, title: LocalizedText, questions: [Question],
        instrument: Instrument? = nil, safetyItems: [SafetyItem] = []
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.questions = questions
        self.instrument = instrument
        self.safetyItems = safetyItems
    }

    /// The scores of the kept answers, by question; none for what has no instrument, or where too many are missing.
    public func scores(of answers: [String: String]) -> [InstrumentScore] {
        var values: [String: Int] = [:]
        for question in questions { values[question.id] = answers[question.id].flatMap(question.value(of:)) }
        return (instrument?.scores ?? []).compactMap { $0.score(values) }
    }

    /// The safety items that the kept answers, by question, touch.
    public func touchedSafetyItems(by answers: [String: String]) -> [SafetyItem] {
        safetyItems.filter { item in
            guard let question = questions.first(where: { $0.id == item.question }),
                let value = answers[item.question].flatMap(question.value(of:))
            else { return false }
            return value >= item.atLeast
        }
    }
}

/// One question: its id, its words, and what an answer may be.
public struct Question: Hashable, Codable, Sendable {
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
    public enum Kind: Hashable, Codable, Sendable {
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
    public struct Choice: Hashable, Codable, Sendable {
        public let id: String
        public let text: LocalizedText
        /// What it counts in a score; nil for an answer that counts nothing.
        public let value: Int?

        public init(id: String, text: LocalizedText, value: Int? = nil) {
            self.id = id
            self.text = text
            self.value = value
        }
    }

    /// What a kept answer counts in a score; nil for free words, and for a choice without a value.
    public func value(of answer: String) -> Int? {
        switch kind {
        case .scale: Int(answer)
        case .choice(let choices): choices.first { $0.id == answer }?.value
        case .yesNo: answer == "yes" ? 1 : 0
        case .wantsContact, .text: nil
        }
    }

    /// The least and the most that an answer counts; nil for one that counts nothing.
    public var values: ClosedRange<Int>? {
        switch kind {
        case .scale(let low, let high): return low...high
        case .choice(let choices):
            let values = choices.compactMap(\.value)
            guard values.count == choices.count, let least = values.min(), let most = values.max() else { return nil }
            return least...most
        case .yesNo: return 0...1
        case .wantsContact, .text: return nil
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

extension Visibility {
    /// Whether `reader` may read what `owner` gave to be read so.
    ///
    /// `mentor`: Who accompanies the owner; nil for nobody.
    public func opens(to reader: Member, of owner: MemberID, mentor: MemberID?) -> Bool {
        if reader.id == owner { return true }
        return switch self {
        case .me: false
        case .mentor: reader.id == mentor
        case .careTeam: reader.id == mentor || reader.may(.readCare, about: owner)
        // Whose work is the kitchen or the accounts sees names and times, and nobody's answers.
        case .group: !reader.roles.isSubset(of: [.staff, .operator]) || reader.may(.readCare, about: owner)
        }
    }
}
