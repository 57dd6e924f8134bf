import Community
public import PluginKit
public import Scheduling

/// One run of a job, as the store keeps it.
public struct RunRecord: Hashable, Sendable {
    /// `r-` and fifteen characters; derived from job, nominal time and zone, or drawn for a manual run.
    public let id: String
    public let job: JobID
    /// The text of the job that it started with, as a digest.
    public let jobRevision: String
    public let cause: RunCause
    public let trigger: String
    public let nominal: Instant
    /// The zone whose people it is for, when the job runs on each person's own clock; empty otherwise.
    public let zone: String
    public var state: RunState
    public var reason: String?
    /// How many ticks a skipped row stands for.
    public var missed: Int
    public var stepIndex: Int
    /// The last person whose page is committed in the current step; empty at its start.
    public var cursor: String
    public var dueAt: Instant
    /// Failed tries of the current step.
    public var attempt: Int
    /// Workers in a row that were lost while they held it.
    public var lapses = 0
    /// How often it was put off to a later time, which is no failure.
    public var waits = 0
    /// Grows with each claim; every write of a worker checks it.
    public var epoch: Int
    /// Whoever holds it, or held it last.
    public var owner: String?
    public let inputs: [String: String]
    public var priority = JobPriority.normal
    public let group: String
    /// Of unfinished runs with the same key there is one; nil for a run that may have equals.
    public var uniqueKey: String?
    /// When it ends, whether or not it is done; nil when it may take as long as it takes.
    public var deadline: Instant?
    public let createdAt: Instant
    public var startedAt: Instant?
    public var finishedAt: Instant?

    public init(
        id: String, job: JobID, jobRevision: String, cause: RunCause, trigger: String, nominal: Instant, zone: String,
        state: RunState, reason: String? = nil, missed: Int = 0, stepIndex: Int = 0, cursor: String = "",
        dueAt: Instant, attempt: Int = 0, epoch: Int = 0, inputs: [String: String] = [:], group: String,
        createdAt: Instant, startedAt: Instant? = nil, finishedAt: Instant? = nil
    ) {
        self.id = id
        self.job = job
        self.jobRevision = jobRevision
        self.cause = cause
        self.trigger = trigger
        self.nominal = nominal
        self.zone = zone
        self.state = state
        self.reason = reason
        self.missed = missed
        self.stepIndex = stepIndex
        self.cursor = cursor
        self.dueAt = dueAt
        self.attempt = attempt
        self.epoch = epoch
        self.inputs = inputs
        self.group = group
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// What started a run.
public enum RunCause: String, CaseIterable, Codable, Sendable {
    case schedule
    case date
    /// Something that happened to people, who are the run's audience.
    case event
    case manual
}

/// Where a run stands.
///
///     ready ─▶ running ─▶ waiting ─▶ running … ─▶ succeeded | failed
///     ready ◀─ running: put off, tried again, given back, or its worker was lost
///     failed ─▶ ready: replayed by a person
///     ready, running, waiting ─▶ cancelled
///     skipped: decided not to run, with the reason
public enum RunState: String, CaseIterable, Codable, Sendable {
    case ready
    case running
    case waiting
    case succeeded
    case failed
    case skipped
    case cancelled

    public var isFinal: Bool {
        switch self {
        case .ready, .running, .waiting: false
        case .succeeded, .failed, .skipped, .cancelled: true
        }
    }
}
