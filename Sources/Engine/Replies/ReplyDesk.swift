public import Community
public import Messages
public import Scheduling

/// What a member's page asks of the program: to show an ask, and to take the answer.
///
/// Showing changes nothing, however often it happens: mail scanners and link previews open every link.
public protocol ReplyDesk: Sendable {
    /// What the page shows; nil when there is no such ask, or the person is held no longer.
    func page(forAsk id: String) async throws -> AskPage?

    /// Takes an answer. Either all of it is kept or none; what of it asks for a person is seen to either way.
    func take(_ reply: AskReply, toAsk id: String) async throws -> ReplyOutcome

    /// Takes what somebody wrote by a channel, once: a word that stops goes before everything, then what they are asked;
    /// what cannot be read waits for a person.
    ///
    /// Nothing is told of whether anybody is known. The same reply passed on again does nothing.
    func receive(_ reply: ReceivedReply) async throws

    /// Tells whoever is on call that somebody may be harmed, at once; the person who says so is shown whom to turn to.
    ///
    /// `words`: What they wrote, which only those who follow up read; nil for nothing.
    /// - Returns: nil when there is no such ask.
    func report(byAsk id: String, words: String?) async throws -> ReplyReceipt?

    /// What the page shows for what did not sit well with the person whom the ask was for; nil when there is no such ask.
    func concernPage(forAsk id: String) async throws -> ConcernPage?

    /// Keeps what did not sit well with them; it goes first where they say, and to staff when its hold is over.
    ///
    /// - Returns: nil when there is no such ask.
    func raiseConcern(byAsk id: String, _ words: ConcernWords, first: Concern.First) async throws -> ReplyOutcome?

    /// Settles one that they raised, takes it back, or gives it to staff now.
    ///
    /// - Returns: false when nothing was changed, as it is not theirs or has come to its end.
    func decide(onConcern concern: ConcernID, _ event: ConcernState.Event, byAsk id: String) async throws -> Bool

    /// Shows them their own course after their answers, or does so no longer.
    func setTrend(byAsk id: String, isShown: Bool) async throws

    /// What the page of choices shows to the person whom the ask was for; nil when there is no such ask.
    func preferencePage(forAsk id: String) async throws -> PreferencePage?

    /// Keeps what they choose about messages, from the next run on; all of it, or nothing for the reason returned.
    func prefer(_ change: PreferenceChange, byAsk id: String) async throws -> PreferenceRefusal?

    /// Notes that they acted by the link that went out for the ask: the contact point that it went to is theirs.
    func confirmContact(byAsk id: String) async throws

    /// What the page of consents shows to the person whom the ask was for; nil when there is no such ask.
    func consentPage(forAsk id: String) async throws -> ConsentPage?

    /// Notes that they agree to a purpose, or do so no longer: then nothing goes out for it from this moment on.
    ///
    /// - Returns: false when there is no such ask.
    func setConsent(byAsk id: String, to purpose: Purpose, isGiven: Bool) async throws -> Bool

    /// Stops every message to the person whom the ask was for, at once.
    func stop(byAsk id: String) async throws

    /// Sends them nothing before `instant`; nil ends a pause or a stop.
    func pause(byAsk id: String, until instant: Instant?) async throws

    /// Asks the outbox for a fresh link, to the address that is held already, when the old one's window is over.
    ///
    /// - Returns: false when what carried the old one is kept no longer, and nothing can be sent.
    func sendFreshLink(forAsk id: String) async throws -> Bool

    /// What the page shows that stops the channel of a message; nil when it is not known any more.
    func channelPage(forMessage id: String) async throws -> ChannelPage?

    /// Sends nothing more to the contact that the message went to; or sends there again, when `isWanted`.
    ///
    /// - Returns: Whether it is so now; false when the message is not known any more, or messages are wanted at a contact
    ///   that is theirs no more.
    func setChannel(ofMessage id: String, isWanted: Bool) async throws -> Bool
}

/// What the page of a mail's "unsubscribe" link shows: nothing about anybody.
public struct ChannelPage: Sendable {
    public let languages: [String]
    /// The program's neutral name.
    public let programLabel: String
    /// Whom to turn to right now, in their language.
    public let help: String

    public init(languages: [String], programLabel: String, help: String) {
        self.languages = languages
        self.programLabel = programLabel
        self.help = help
    }
}

/// What one ask shows to the person it is for.
public struct AskPage: Sendable {
    public let ask: Ask
    /// Empty when they have not said how they wish to be called.
    public let preferredName: String
    public let languages: [String]
    /// As it was when it was asked; nil when it is gone, or nothing is asked but a yes or no.
    public let questionnaire: Questionnaire?
    /// The questions with an answer that is kept; never the answer, as whoever holds the phone can open the page.
    public let kept: Set<String>
    /// How it can be put off; empty when it cannot.
    public let snoozes: [Snooze]
    /// Whether somebody of the program reads what comes in now; nil where the program says nothing about it.
    public let isCovered: Bool?
    /// For a goal review: their active and resting goals, and what is suggested to them, oldest first.
    public let goals: [Goal]
    /// For a goal review: what they said of these goals earlier, oldest first; nobody else's word.
    public let ratings: [GoalRating]
    /// For what concerns a pair: the other person.
    public let invitation: Invitation?
    /// For what is to be read first: it, while it stands; nil when it was settled or taken back.
    public let concern: ConcernSight?
    /// The program's neutral name.
    public let programLabel: String
    /// Whom to turn to right now, in their language.
    public let help: String
    /// The day where they are; nil where nothing asked has to do with one.
    public var today: CivilDate?

    public init(
        ask: Ask, preferredName: String, languages: [String], questionnaire: Questionnaire?,
        kept: Set<String> = [], snoozes: [Snooze] = [],
        isCovered: Bool? = nil, goals: [Goal], ratings: [GoalRating] = [], invitation: Invitation?,
        concern: ConcernSight? = nil, programLabel: String, help: String, today: CivilDate? = nil
    ) {
        self.ask = ask
        self.preferredName = preferredName
        self.languages = languages
        self.questionnaire = questionnaire
        self.kept = kept
        self.snoozes = snoozes
        self.isCovered = isCovered
        self.goals = goals
        self.ratings = ratings
        self.invitation = invitation
        self.concern = concern
        self.programLabel = programLabel
        self.help = help
        self.today = today
    }

    /// Whether taking back the kept answer to `question` leaves nothing of it: what a wish has changed is changed by
    /// another wish.
    public func canTakeBack(_ question: Question) -> Bool {
        guard kept.contains(question.id) else { return false }
        guard case .choice = question.kind else { return true }
        return ask.kind != .care && ask.kind != .welcome
    }

    /// The other side of a pair, as far as the reader may see it.
    public struct Invitation: Sendable {
        public let otherName: String
        public let reasons: [String]
        /// Whether the reader is the newcomer of the two.
        public let isForNewcomer: Bool

        public init(otherName: String, reasons: [String], isForNewcomer: Bool) {
            self.otherName = otherName
            self.reasons = reasons
            self.isForNewcomer = isForNewcomer
        }
    }
}

/// An answer as it came from the page.
public struct AskReply: Sendable {
    public let choice: Choice
    /// Given answers by question id, as typed; missing and empty ones are skipped.
    public let answers: [String: String]
    /// For a goal review: what the person decided, by goal id.
    public let goals: [GoalReply]
    /// A goal that they set now, in their own words; nil for none, as for a blank.
    public let newGoal: String?
    /// For a goal review: whether the new goal is something to practise.
    public let newGoalKind: GoalKind
    /// For a goal review: the day on which they would rather look at them.
    public let reviewOn: CivilDate?
    /// For a question about a pair: how it is to go on; nil when that was left open.
    public let pairWish: PairWish?
    /// For how long it is put off; only with the choice `later`.
    public let snooze: Snooze?
    /// Questions whose kept answers they take back; what a reply says nothing about stays as it was.
    public let takenBack: Set<String>
    /// The whole form as it was sent, with the mark of the page that it stood on: the same form once more is the same
    /// reply; nil for what no page sent.
    public var form: String?

    public init(
        choice: Choice, answers: [String: String] = [:], goals: [GoalReply] = [], newGoal: String? = nil,
        newGoalKind: GoalKind = .aim, reviewOn: CivilDate? = nil, pairWish: PairWish? = nil, snooze: Snooze? = nil,
        takenBack: Set<String> = []
    ) {
        self.choice = choice
        self.snooze = snooze
        self.takenBack = takenBack
        self.answers = answers
        self.goals = goals
        self.newGoal = newGoal.flatMap(Self.written)
        self.newGoalKind = newGoalKind
        self.reviewOn = reviewOn
        self.pairWish = pairWish
    }

    /// Somebody's own words as they wrote them; nil for nothing but white space, which says nothing.
    private static func written(_ words: String) -> String? { words.allSatisfy(\.isWhitespace) ? nil : words }

    /// What an answer that cannot be read calls the day that they chose for the next review.
    public static let anotherDay = "another day"

    /// What the person chose; nothing is preselected.
    public enum Choice: String, CaseIterable, Sendable {
        /// These are my answers; for an invitation, or new pairs after a rest: yes.
        case answer
        /// Nothing tonight, which is as good an answer as any; it takes nothing back that was said before.
        case skip
        /// For an invitation, or new pairs after a rest: no.
        case decline
        /// Not now, but later in its window.
        case later
    }

    /// One goal in a review.
    public struct GoalReply: Sendable {
        public let goal: GoalID
        /// nil leaves the goal as it is.
        public let event: GoalState.Event?
        /// A step they took, in their own words.
        public let stepTaken: String?
        /// Their own words for a goal that they change, or for a suggestion that they make theirs; nil for a blank, as
        /// for every text here.
        public let words: String?
        /// The next small step, and its day.
        public let nextStep: String?
        public let nextStepOn: CivilDate?
        public let level: GoalLevel?
        public let importance: GoalRuler?
        public let confidence: GoalRuler?

        public init(
            goal: GoalID, event: GoalState.Event? = nil, stepTaken: String? = nil, words: String? = nil,
            nextStep: String? = nil, nextStepOn: CivilDate? = nil, level: GoalLevel? = nil,
            importance: GoalRuler? = nil, confidence: GoalRuler? = nil
        ) {
            self.goal = goal
            self.event = event
            self.stepTaken = stepTaken.flatMap(AskReply.written)
            self.words = words.flatMap(AskReply.written)
            self.nextStep = nextStep.flatMap(AskReply.written)
            self.nextStepOn = nextStepOn
            self.level = level
            self.importance = importance
            self.confidence = confidence
        }

        /// Whether it says anything.
        public var isEmpty: Bool {
            event == nil && level == nil && importance == nil && confidence == nil && nextStepOn == nil
                && stepTaken == nil && words == nil && nextStep == nil
        }

        /// Whether their words and what they chose do not go together: neither is kept then as if the other were not there.
        public var isUnclear: Bool { event != .accept && (words != nil) != (event == .change) }

        /// What an answer that cannot be read calls this goal.
        public var field: String { Self.field(goal) }

        public static func field(_ goal: GoalID) -> String { "goal \(goal)" }
    }
}

/// What became of an answer.
public enum ReplyOutcome: Sendable, Hashable {
    case kept(ReplyReceipt)
    /// Nothing was kept: these answers could not be read.
    ///
    /// `heeded`: What of the others could not wait, and was seen to; nil for nothing.
    case unreadable([UnreadableAnswer], heeded: ReplyReceipt? = nil)
    /// Nothing was kept: for this reason.
    ///
    /// `heeded`: What could not wait, and was seen to all the same; nil for nothing.
    case closed(ClosedReply, heeded: ReplyReceipt? = nil)
}

/// What somebody is shown for their answer, in the same moment.
public struct ReplyReceipt: Sendable, Hashable {
    /// Whether the window was over, which changes nothing about its worth.
    public var isLate: Bool
    /// Whom to turn to right now, for an answer that asks for a person; nil for others.
    public var support: String?
    /// Whether somebody of the program was told to look in.
    public var isTold: Bool
    /// Whether it was words in a free answer that it was shown for.
    public var noticedWords: Bool
    /// Their own course, before it is anybody else's; empty when there is none yet, or they do not want it.
    public var trend: [TrendLine]
    /// Until when it is put off; nil when it is not.
    public var laterAt: Instant?
    /// Whether the support is for words that were not sent, and nobody reads.
    public var isUnsent = false
    /// For a reply that is not kept: whether its wish for a call is.
    public var wishIsKept = false

    public init(
        isLate: Bool = false, support: String? = nil, isTold: Bool = false, noticedWords: Bool = false,
        trend: [TrendLine] = [],
        laterAt: Instant? = nil
    ) {
        self.isLate = isLate
        self.support = support
        self.isTold = isTold
        self.noticedWords = noticedWords
        self.trend = trend
        self.laterAt = laterAt
    }
}
