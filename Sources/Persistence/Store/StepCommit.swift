public import Community
public import Messages
public import PluginKit
public import Scheduling

/// All that one plan changes, to be written in one transaction under the lease of the worker that made it.
public struct StepCommit: Sendable {
    public let run: String
    public let epoch: Int
    public let step: String
    public var asks: [Ask] = []
    /// What they ask, each version once.
    public var questionnaires: [Questionnaire] = []
    public var messages: [OutboxMessage] = []
    public var leftOut: [LeftOut] = []
    public var proposals: [PairingProposal] = []
    public var requests: [DecisionRequest] = []
    public var advances: [PairingAdvance] = []
    /// Mentors who take nobody new from now on.
    public var rests: [MemberID] = []
    public var notices: [StaffNotice] = []
    public var events: [(name: String, member: MemberID)] = []
    /// What later steps may read; merged into what is there.
    public var outputs: [String: [String]] = [:]
    public var progress: RunProgress
    /// Whether an answer or a decision that came in while it was planned makes the plan stale.
    public var heedsAnswers = false
    /// The messages that people had had when it was planned, where caps count on them.
    public var counted: CountedContacts?
    /// The event that wakes the run while it waits, about somebody or about anybody.
    public var waitsFor: (event: String, member: MemberID?)?
    /// Whether the run waits for its event no longer.
    public var endsWait = false
    /// Whether the store has no row of the step yet: then one that ends the run, and has nothing to say but that it was
    /// done, needs none.
    public var isFirstWord = false
    /// How the claim ended, when it did not go well.
    public var attemptEnd: (outcome: AttemptOutcome, reason: String?)?

    public init(run: String, epoch: Int, step: String, progress: RunProgress) {
        self.run = run
        self.epoch = epoch
        self.step = step
        self.progress = progress
    }
}

/// How many messages people had had since two instants, as a plan counted them.
public struct CountedContacts: Hashable, Sendable {
    public let day: Instant
    public let week: Instant
    public let counts: [MemberID: MessageCount]

    public init(day: Instant, week: Instant, counts: [MemberID: MessageCount]) {
        self.day = day
        self.week = week
        self.counts = counts
    }
}

/// Somebody for whom a step did nothing, and which gate or plugin said so.
public struct LeftOut: Hashable, Sendable {
    public let member: MemberID
    public let gate: String
    public let reason: String

    public init(member: MemberID, gate: String, reason: String) {
        self.member = member
        self.gate = gate
        self.reason = reason
    }
}

/// A decision that a step waits for.
public struct DecisionRequest: Hashable, Sendable {
    public let pairing: PairingID
    public let until: Instant
    public let onExpire: ExpiryChoice

    public init(pairing: PairingID, until: Instant, onExpire: ExpiryChoice) {
        self.pairing = pairing
        self.until = until
        self.onExpire = onExpire
    }
}

/// A move of a pair along its lifecycle.
public struct PairingAdvance: Hashable, Sendable {
    public let pairing: PairingID
    public let event: PairingState.Event
    /// In words for staff; nil where none is needed.
    public let reason: String?

    public init(pairing: PairingID, event: PairingState.Event, reason: String? = nil) {
        self.pairing = pairing
        self.event = event
        self.reason = reason
    }
}

/// Where a run stands after a commit.
public struct RunProgress: Hashable, Sendable {
    public var state: RunState
    public var stepIndex: Int
    public var cursor: String
    public var dueAt: Instant
    public var attempt: Int
    public var reason: String?
    /// How the step ended, or nil while it goes on.
    public var stepEnd: StepEnd?
    public let now: Instant
    /// The new end of the lease, while the run goes on.
    public var leaseUntil: Instant

    public init(
        state: RunState, stepIndex: Int, cursor: String = "", dueAt: Instant, attempt: Int = 0, reason: String? = nil,
        stepEnd: StepEnd? = nil, now: Instant, leaseUntil: Instant
    ) {
        self.state = state
        self.stepIndex = stepIndex
        self.cursor = cursor
        self.dueAt = dueAt
        self.attempt = attempt
        self.reason = reason
        self.stepEnd = stepEnd
        self.now = now
        self.leaseUntil = leaseUntil
    }

    /// How a step ended.
    public enum StepEnd: Hashable, Sendable {
        case done
        case skipped(because: String)
        case failed(because: String)
    }
}
