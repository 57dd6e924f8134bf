public import Community
public import Scheduling

/// All that a plugin sees when it plans.
public struct StepContext: Sendable {
    public let job: JobID
    /// When the run should have happened; what a message says is derived from this, so that a late run and a repeated one
    /// say the same.
    public let nominalTime: Instant
    public let now: Instant
    /// The people of this page (at most 1,000), or of the whole group, ordered by id; they passed the audience's gates.
    public let audience: [Member]
    /// The program's zone, for what concerns no single person.
    public let zone: ZoneRules
    /// The clock by which the run's time was chosen: the people's own for a job in `member` zones, else the program's.
    public let clock: ZoneRules
    /// The event of a calendar that the run was started for, under a name that no other time of it has; nil for a run that
    /// none started, and for an event that has moved or is gone since.
    public let occasion: String?
    /// What the program's files say about its way of working.
    public let practice: ProgramPractice
    /// Read-only questions; every one takes a page.
    public let facts: any Facts
    /// Seeded from job, nominal time, step and page.
    public var random: SplitMix64

    public init(
        job: JobID, nominalTime: Instant, now: Instant, audience: [Member], zone: ZoneRules, clock: ZoneRules? = nil,
        occasion: String? = nil,
        practice: ProgramPractice = ProgramPractice(), facts: any Facts, random: SplitMix64
    ) {
        self.job = job
        self.nominalTime = nominalTime
        self.now = now
        self.audience = audience
        self.zone = zone
        self.clock = clock ?? zone
        self.occasion = occasion
        self.practice = practice
        self.facts = facts
        self.random = random
    }

    /// The day that the run's clock shows at its time.
    public var today: CivilDate { clock.civil(at: nominalTime).date }
}
