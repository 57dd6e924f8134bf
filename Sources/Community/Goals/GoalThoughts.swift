public import Scheduling

/// What a member said about a goal beside its words; each part may stay empty for ever.
public struct GoalThoughts: Hashable, Codable, Sendable {
    /// Why it matters to them.
    public var whyItMatters: String?
    /// How much it matters.
    public var importance: GoalRuler?
    /// How sure they are that they can.
    public var confidence: GoalRuler?
    /// What they bring to it.
    public var strengths: String?
    public var whoHelps: String?
    public var nextStep: String?
    /// The day that they chose for the next step.
    public var nextStepOn: CivilDate?
    /// How they would know that they got there.
    public var howIWouldKnow: String?
    /// Their own words for each level of attainment; a level without any is shown in the program's.
    public var levels: [GoalLevel: String]

    public init(
        whyItMatters: String? = nil, importance: GoalRuler? = nil, confidence: GoalRuler? = nil,
        strengths: String? = nil, whoHelps: String? = nil, nextStep: String? = nil, nextStepOn: CivilDate? = nil,
        howIWouldKnow: String? = nil, levels: [GoalLevel: String] = [:]
    ) {
        self.whyItMatters = whyItMatters
        self.importance = importance
        self.confidence = confidence
        self.strengths = strengths
        self.whoHelps = whoHelps
        self.nextStep = nextStep
        self.nextStepOn = nextStepOn
        self.howIWouldKnow = howIWouldKnow
        self.levels = levels
    }

    /// Whether a review asks if the goal is still theirs: they said that it matters less than four of ten.
    public var asksIfStillTheirs: Bool { importance.map { $0.value < 4 } ?? false }
}

/// A whole number from 0 to 10, as on the rulers of motivational interviewing.
public struct GoalRuler: Hashable, Codable, Comparable, Sendable {
    public let value: Int

    /// nil for a number outside 0 to 10.
    public init?(_ value: Int) {
        guard (0...10).contains(value) else { return nil }
        self.value = value
    }

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer().decode(Int.self)
        guard let ruler = GoalRuler(value) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected 0 to 10, found \(value)"))
        }
        self = ruler
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    public static func < (left: GoalRuler, right: GoalRuler) -> Bool { left.value < right.value }
}
