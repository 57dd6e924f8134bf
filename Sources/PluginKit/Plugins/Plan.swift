public import Community
public import Messages
public import Scheduling

/// What a plugin decided: effects for the engine to commit, and how the step goes on.
public struct Plan: Hashable, Sendable {
    public var effects: [Effect]
    public var outcome: Outcome
    /// What later steps may read as `steps.ID.NAME`; of a step that is planned by pages, what this page adds to it (see
    /// `PluginManifest.outputs`).
    public var outputs: [String: [String]]

    public init(_ effects: [Effect] = [], outcome: Outcome = .done, outputs: [String: [String]] = [:]) {
        self.effects = effects
        self.outcome = outcome
        self.outputs = outputs
    }
}

/// One thing that should happen; committed with all others of its plan in one transaction.
public enum Effect: Hashable, Sendable {
    case send(MessageDraft)
    /// Asks a person something; the message carries the link to answer.
    case ask(AskDraft)
    /// Puts a pair before the counselors.
    case propose(PairingProposal)
    /// Waits for a counselor's decision on a proposed pair.
    case requestDecision(on: PairingID, until: Instant, onExpire: ExpiryChoice)
    /// Moves a pair along its lifecycle; staff may read why.
    case advance(PairingID, PairingState.Event, because: String? = nil)
    /// Has a mentor take nobody new for a while; the pairs that stand go on.
    case rest(MemberID)
    /// Tells staff that something about pairs waits for them, and nothing of what.
    case tellStaff(StaffNotice)
    /// Tells the jobs and steps that wait for the event.
    case emit(event: String, about: MemberID)
    /// Nothing for this person, for a reason that `milieu why` prints.
    case leaveOut(MemberID, because: String)

    /// A message that asks `questionnaire` by its link, or asks nothing where there is none.
    public static func send(
        _ message: MessageDraft, asking questionnaire: QuestionnaireID?, as kind: Ask.Kind
    ) -> Effect {
        guard let questionnaire else { return .send(message) }
        return .ask(AskDraft(kind, questionnaire: questionnaire, message: message))
    }

    /// The person it concerns; nil when it concerns nobody's inbox.
    public var member: MemberID? {
        switch self {
        case .send(let draft): draft.to
        case .ask(let ask): ask.message.to
        case .emit(_, let member), .leaveOut(let member, _), .rest(let member): member
        case .propose, .requestDecision, .advance, .tellStaff: nil
        }
    }
}

/// A word to staff that names nobody.
public struct StaffNotice: Hashable, Sendable {
    /// Everybody with this role is told: counselors, supervisors or staff.
    public let role: Role
    /// Who is told where nobody with that role can be; nil for nobody.
    public let otherwise: Role?
    /// What of `milieu pairings` shows it, such as `list --waiting`.
    public let see: String
    /// What it is about; of one key each person is told once.
    public let key: String

    public init(to role: Role, otherwise: Role? = nil, see: String, key: String) {
        self.role = role
        self.otherwise = otherwise
        self.see = see
        self.key = key
    }
}

/// What happens to a proposal that nobody decided on in time.
///
/// There is no automatic approval.
public enum ExpiryChoice: String, CaseIterable, SettingValue {
    /// It stays open, and the run goes on without it.
    case keep
    case withdraw
}

/// A question to one person.
public struct AskDraft: Hashable, Sendable {
    public let kind: Ask.Kind
    /// A pairing's id; nil when it is about the person alone.
    public let subject: String?
    public let questionnaire: QuestionnaireID?
    /// The message that invites; it expires when the answer's window does.
    public let message: MessageDraft
    /// When it is reminded of, while nobody has answered; an answer of any kind lets that go.
    public let reminders: [Instant]
    /// The words that remind of it; nil for the same again.
    public let reminderMessage: MessageID?

    public init(
        _ kind: Ask.Kind, subject: String? = nil, questionnaire: QuestionnaireID? = nil, message: MessageDraft,
        reminders: [Instant] = [], reminderMessage: MessageID? = nil
    ) {
        self.reminders = reminders
        self.reminderMessage = reminderMessage
        self.kind = kind
        self.subject = subject
        self.questionnaire = questionnaire
        self.message = message
    }
}

/// A pair that a counselor may decide on.
public struct PairingProposal: Hashable, Sendable {
    public let id: PairingID
    public let newcomer: MemberID
    public let mentor: MemberID
    /// Plain words that both may read, best reason first.
    public let reasons: [String]
    /// What the counselor may read besides.
    public let explanation: PairingExplanation?

    public init(
        id: PairingID, newcomer: MemberID, mentor: MemberID, reasons: [String], explanation: PairingExplanation? = nil
    ) {
        self.id = id
        self.newcomer = newcomer
        self.mentor = mentor
        self.reasons = reasons
        self.explanation = explanation
    }
}

/// How a step goes on after its effects are committed.
public enum Outcome: Hashable, Sendable {
    case done
    /// Plan this step again at the instant, or when an answer or decision that concerns it arrives.
    case wait(until: Instant)
    case skip(because: String)
}
