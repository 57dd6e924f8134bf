public import Community
public import Persistence
public import PluginKit
public import Scheduling
import Synchronization

/// Runs the scheduled life of one program: decides what is due, lets plugins plan, and commits what they decided.
///
/// Its parts stand in folders of their own: `Ticks` (what is due), `Claims` (runs from claim to end), `Gates` (who is
/// contacted), `Commit` (how a plan becomes rows), `Replies` (answers), `Queries` (plan, why, next). All state is in the
/// store; any number of these may work on one.
public final class ProgramEngine: Sendable {
    public let store: Store
    public let registry: PluginRegistry
    public let zones: ZoneDatabase
    public let clock: any WallClock
    let elapsed: any MonotonicClock
    /// Who holds this engine's leases: machine and process.
    let owner: String
    private let current: Mutex<(catalog: ProgramCatalog, generation: Int)>
    /// The triggers of the last look at the clock.
    let watched = Mutex<WatchedJobs?>(nil)
    /// When this engine last kept the text of each job: a look at the clock with nothing due writes nothing.
    private let keptRevisions = Mutex<[String: Instant]>([:])
    let commits: CommitQueue
    let replies: ReplyQueue
    let heartbeat: Heartbeat
    /// Steps that write to people are planned and committed one at a time.
    let sendingTurn = Turn()
    let laneTurns = Mutex(LaneTurns())
    let stuck = StuckPlans()
    let prepared = Mutex<PreparedJobs?>(nil)
    private let reapedAt = Mutex<Instant?>(nil)
    /// Rings when there may be something to do.
    public let bell = Bell()
    /// Runs that this engine has added by hand: two in one millisecond are two.
    let startedByHand = Mutex(0)
    /// Called at the named places of the protocol, where a test may end the process.
    let failpoint: @Sendable (Failpoint) -> Void
    private let readJob: @Sendable (_ id: JobID, _ file: String, _ source: String) throws -> JobDefinition

    /// How long a worker holds what it claimed without a sign of life.
    static let leaseLength: Duration = .seconds(30)
    /// How long it believes in a claim that it could not renew: shorter, as clocks and answers are not exact.
    static let leaseTrust: Duration = .seconds(25)
    /// Between two looks for runs whose workers were lost.
    static let reapInterval: Duration = .seconds(10)

    /// Makes one of its parts.
    ///
    /// `owner`: Different for every process that works on the store.
    /// `readJob`: Reads the kept text of a job that a waiting run started with.
    /// `failpoint`: For tests.
    public init(
        store: Store, registry: PluginRegistry, catalog: ProgramCatalog, zones: ZoneDatabase, clock: any WallClock,
        elapsed: any MonotonicClock, owner: String,
        failpoint: @Sendable @escaping (Failpoint) -> Void = { _ in },
        readJob: @Sendable @escaping (JobID, String, String) throws -> JobDefinition
    ) {
        self.store = store
        self.registry = registry
        self.zones = zones
        self.clock = clock
        self.elapsed = elapsed
        self.owner = owner
        self.readJob = readJob
        self.failpoint = failpoint
        commits = CommitQueue(store: store)
        replies = ReplyQueue(store: store)
        heartbeat = Heartbeat(store: store, clock: clock, elapsed: elapsed, failpoint: failpoint)
        current = Mutex((catalog, 0))
    }

    /// What the program's files say now.
    public var catalog: ProgramCatalog { current.withLock { $0.catalog } }

    /// Grows with each change of the files.
    public var generation: Int { current.withLock { $0.generation } }

    /// Works from changed files from now on.
    ///
    /// Runs that are under way keep the text they started with.
    public func use(_ catalog: ProgramCatalog) {
        current.withLock { $0 = (catalog, $0.generation + 1) }
    }

    /// The program's own zone; UTC if the machine lost it since the files were checked.
    public var programZone: ZoneRules { zone(named: catalog.configuration.timezone.name) ?? .utc }

    /// Rules by name; nil when the machine does not know the zone.
    func zone(named name: String) -> ZoneRules? { try? zones.rules(named: name) }

    /// The zone that a person's clock follows.
    public func zone(ofMemberIn name: String?) -> ZoneRules { name.flatMap(zone(named:)) ?? programZone }

    /// The day that a person's clock shows.
    public func today(of member: Member, at now: Instant) -> CivilDate {
        zone(ofMemberIn: member.timeZone).civil(at: now).date
    }

    /// Whether it is time to look for lost workers again: leases are long, and a look goes through all unfinished runs.
    func mayReap(_ now: Instant) -> Bool {
        reapedAt.withLock { last in
            if let last, now >= last, now < last + Self.reapInterval { return false }
            last = now
            return true
        }
    }

    func lease(from now: Instant) -> Lease { Lease(owner: owner, until: now + Self.leaseLength) }

    /// Keeps the text of a job, so that a run can go on with the one it started with.
    ///
    /// Once a day again: what nobody has used for as long as runs are kept may be gone.
    func keepVersion(of job: Job, at now: Instant) async throws {
        if let kept = keptRevisions.withLock({ $0[job.revision] }), now >= kept, now < kept + .days(1) { return }
        try await store.keepJobVersion(job, at: now)
        keptRevisions.withLock { $0[job.revision] = now }
    }

    /// The job as the run started with it.
    func job(of run: RunRecord) async throws -> Job {
        if let job = catalog.job(run.job), job.revision == run.jobRevision { return job }
        guard let kept = try await store.jobVersion(run.jobRevision) else {
            throw PlanFailure("the text of job '\(run.job)' that the run started with is not kept", retry: .cannotHelp)
        }
        let definition = try readJob(kept.id, kept.file, kept.source)
        return Job(id: kept.id, definition: definition, file: kept.file, source: kept.source)
    }
}
