public import Scheduling

/// What one person has been invited to so far.
public struct GoalReviewHistory: Hashable, Sendable {
    /// The days on which they were invited, on their own calendar, oldest first; without those that they moved.
    public var invitedOn: [CivilDate]
    /// The day of the last review that came to something: held, or skipped by their own choice.
    public var lastHeldOn: CivilDate?
    /// Whether an invitation is open now.
    public var isOpen: Bool
    /// Whether somebody suggested something that they have had no review to see it in.
    public var hasUnseenSuggestion: Bool

    public init(
        invitedOn: [CivilDate] = [], lastHeldOn: CivilDate? = nil, isOpen: Bool = false,
        hasUnseenSuggestion: Bool = false
    ) {
        self.invitedOn = invitedOn
        self.lastHeldOn = lastHeldOn
        self.isOpen = isOpen
        self.hasUnseenSuggestion = hasUnseenSuggestion
    }

    /// How many invitations in a row nobody took up, up to now.
    public var unanswered: Int { invitedOn.count { day in lastHeldOn.map { day > $0 } ?? true } }
}

/// One goal as far as it matters for when it is looked at.
public struct ReviewedGoal: Hashable, Sendable {
    public let startedOn: CivilDate
    /// When its owner last did something with it.
    public let touchedOn: CivilDate
    /// The owner's own day; nil when they have not chosen one.
    public let reviewOn: CivilDate?

    public init(startedOn: CivilDate, touchedOn: CivilDate, reviewOn: CivilDate?) {
        self.startedOn = startedOn
        self.touchedOn = touchedOn
        self.reviewOn = reviewOn
    }
}

extension Goal {
    /// The goal in days of its owner's `clock`.
    public func reviewed(on clock: ZoneRules) -> ReviewedGoal {
        ReviewedGoal(
            startedOn: clock.civil(at: setAt).date, touchedOn: clock.civil(at: touchedAt).date, reviewOn: reviewOn)
    }
}

/// When goals are looked at, in whole days of their owner's calendar.
public enum GoalReviewPlan {
    /// What a person is due on a day.
    public enum Call: Hashable, Sendable {
        /// Nothing yet; the next is due on that day, or never when nothing is left to ask.
        case notYet(CivilDate?)
        /// One is open already, and there are never two.
        case isOpen
        case review
        /// All that is due has rested for two cycles: an offer to change, shrink, pause or let go.
        case offer
        /// Nothing of their own is due, but somebody suggested something: one review to see it in, as it does not stand
        /// for ever.
        case suggestion
    }

    /// After so many invitations that left a goal untouched comes the offer, and after the offer nothing more.
    public static let cyclesBeforeOffer = 2

    /// The day on which a goal is due: the owner's own until they were invited for it, else an interval after its start or
    /// after the last invitation or review, whichever came last.
    public static func dueDay(
        of goal: ReviewedGoal, _ history: GoalReviewHistory, every interval: ReviewInterval,
        isOpen: (CivilDate) -> Bool
    ) -> CivilDate {
        if let own = goal.reviewOn, !isSpent(own, history, isOpen) { return own }
        let last = ([history.lastHeldOn].compactMap(\.self) + history.invitedOn).max()
        guard let last, last >= goal.startedOn else { return goal.startedOn.adding(days: interval.initialDays) }
        return last.adding(days: interval.everyDays)
    }

    /// The day on which something due on `day` is offered: the same, or the last open day before it.
    ///
    /// Of a stretch of closed days longer than thirty, `day` itself.
    public static func offered(for day: CivilDate, isOpen: (CivilDate) -> Bool) -> CivilDate {
        (0...30).lazy.map { day.adding(days: -$0) }.first(where: isOpen) ?? day
    }

    /// Whether the owner's own day has had its invitation.
    private static func isSpent(
        _ own: CivilDate, _ history: GoalReviewHistory, _ isOpen: (CivilDate) -> Bool
    ) -> Bool {
        let day = offered(for: own, isOpen: isOpen)
        return history.invitedOn.contains { $0 >= day }
    }

    /// What a person with `goals`, of which there may be none, is due on `today`.
    public static func call(
        _ goals: [ReviewedGoal], _ history: GoalReviewHistory, on today: CivilDate, every interval: ReviewInterval,
        isOpen: (CivilDate) -> Bool
    ) -> Call {
        if history.isOpen { return .isOpen }
        var isOffer = false
        var hasRested = false
        var next: CivilDate?
        for goal in goals {
            let day = offered(for: dueDay(of: goal, history, every: interval, isOpen: isOpen), isOpen: isOpen)
            let hasOwnDay = goal.reviewOn.map { !isSpent($0, history, isOpen) } ?? false
            let cycles = hasOwnDay ? 0 : history.invitedOn.count { $0 > goal.touchedOn }
            // Asked twice and offered once: from here on, a person asks in person.
            if cycles > cyclesBeforeOffer { continue }
            if cycles == cyclesBeforeOffer { hasRested = true }
            guard day <= today else {
                next = min(next ?? day, day)
                continue
            }
            if cycles < cyclesBeforeOffer { return .review }
            isOffer = true
        }
        if isOffer { return .offer }
        guard history.hasUnseenSuggestion, isOpen(today) else { return .notYet(next) }
        // It counts as an invitation for their own goals too, and must not take the place of the offer.
        return hasRested ? .offer : .suggestion
    }
}
