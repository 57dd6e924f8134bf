public import Scheduling

/// Something that waits for one person's answer: a check-in, a goal review, an invitation to a pair.
///
/// The link in the message leads to it. Answering late, declining and never answering are all fine, and none of them
/// is a fault of anybody's.
public struct Ask: Hashable, Sendable {
    /// 32 hexadecimal digits.
    ///
    /// One step asks one person about one subject once, however often it is planned.
    public let id: String
    public let kind: Kind
    public let member: MemberID
    /// What it is about: a pairing's id for what concerns a pair, a concern's for one; nil for what concerns the person alone.
    public let subject: String?
    public let questionnaire: QuestionnaireID?
    /// The version of the questions that was asked; answers stay with it when the file changes.
    public let questionnaireVersion: String?
    public let askedAt: Instant
    public let expiresAt: Instant
    public var state: AskState
    public var answeredAt: Instant?
    /// How often it was put off.
    public var snoozes: Int

    public init(
        id: String, kind: Kind, member: MemberID, subject: String?, questionnaire: QuestionnaireID?,
        questionnaireVersion: String? = nil, askedAt: Instant, expiresAt: Instant, state: AskState = .open,
        answeredAt: Instant? = nil, snoozes: Int = 0
    ) {
        self.id = id
        self.kind = kind
        self.member = member
        self.subject = subject
        self.questionnaire = questionnaire
        self.questionnaireVersion = questionnaireVersion
        self.askedAt = askedAt
        self.expiresAt = expiresAt
        self.state = state
        self.answeredAt = answeredAt
        self.snoozes = snoozes
    }

    /// What the person is asked.
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case checkIn = "check-in"
        case goalReview = "goal-review"
        /// A message of a newcomer's first fourteen days.
        case welcome
        case pairing
        /// How a standing pair goes, which both are asked alike.
        case pairFollowUp = "pair-follow-up"
        /// Whether a mentor who rests would like new pairs again.
        case mentorRest = "mentor-rest"
        /// How somebody would like to be in touch, after they have been quiet for a while.
        case care
        /// Whether somebody would like to do something for the others.
        case help
        /// To read what did not sit well with somebody who knows them, before anybody else does.
        case concern
        /// Whether somebody who comes by themselves would like fewer prompts.
        case fading
        /// One question after a meeting; of one meeting each person has one, whoever asks.
        case reflection
        /// How it goes, and who is there for them, for somebody who goes or has gone.
        case leaving

        /// Whether it is answered by yes or no alone.
        public var isYesOrNo: Bool { self == .pairing || self == .mentorRest }
    }
}
