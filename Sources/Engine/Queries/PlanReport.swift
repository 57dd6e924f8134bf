public import Community
public import Messages
public import Persistence
public import PluginKit
public import Scheduling

/// What a job would do, for people to read before anything is sent.
public struct PlanReport: Sendable {
    public let job: JobID
    public let nominal: Instant
    /// One for each clock that the job runs on.
    public var parts: [Part] = []

    /// What one step would do on one clock.
    public struct Part: Sendable {
        public let step: String
        /// Empty when it is for everybody at once.
        public let zone: String
        public let nominal: Instant
        public let messages: [OutboxMessage]
        public let leftOut: [LeftOut]
        public let proposals: [PairingProposal]
        public let outcome: Outcome
        /// Why the step was not planned: what it needs is decided only when the run is there.
        public let notPlanned: String?
    }

    public var messages: [OutboxMessage] { parts.flatMap(\.messages) }
    public var leftOut: [LeftOut] { parts.flatMap(\.leftOut) }
}

extension ProgramEngine {
    /// Plans a job as if it ran at `nominal`, and commits nothing.
    ///
    /// The first step is planned in full. A later one is when it needs nothing that is decided only by a real run.
    ///
    ///
    /// `nominal`: nil for the job's next time on each clock, or now when it has none.
    /// `only`: Keep only what concerns this person.
    public func plan(
        _ job: Job, at nominal: Instant?, inputs: [String: String] = [:], only: MemberID? = nil
    ) async throws -> PlanReport {
        let now = clock.now()
        var report = PlanReport(job: job.id, nominal: nominal ?? now)
        var clocks: [(trigger: WatchedTrigger?, at: Instant)] = []
        if nominal == nil || !job.definition.on.date.isEmpty {
            for trigger in triggers(of: job, memberZones: try await store.zones()) {
                let from = nominal.map { $0 - .milliseconds(1) } ?? now
                let anchors = try await dateAnchors(of: trigger)
                guard let next = trigger.next(after: from, anchors: anchors)?.instant else { continue }
                clocks.append((trigger, next))
            }
        }
        if clocks.isEmpty { clocks = [(nil, nominal ?? now)] }
        for (trigger, at) in clocks {
            var frame = RunFrame(
                run: nil, job: job, cause: trigger?.cause ?? .manual, trigger: trigger?.key ?? "manual", nominal: at,
                zone: trigger?.zone ?? "", inputs: inputs)
            for step in job.definition.steps {
                report.parts.append(try await part(step, &frame, at: at, only: only))
            }
        }
        return report
    }

    private func part(
        _ step: StepDefinition, _ frame: inout RunFrame, at instant: Instant, only: MemberID?
    ) async throws -> PlanReport.Part {
        if let name = step.expressions.first(where: { $0.hasPrefix("steps.") && frame.value(of: $0) == .none }) {
            return PlanReport.Part(
                step: step.stepID, zone: frame.zone, nominal: instant, messages: [], leftOut: [], proposals: [],
                outcome: .done, notPlanned: "it depends on \(name), which the run decides")
        }
        let planner = try StepPlanner(engine: self, frame: frame, step: step, now: instant)
        var whole = PlannedStep()
        var people: [Member] = []
        while true {
            let page = try await planner.people(after: people.last?.id.rawValue ?? "")
            people += page
            if planner.entry.manifest.scope == .page { whole.add(try await planner.plan(page)) }
            if page.count < StepPlanner.pageSize { break }
        }
        if planner.entry.manifest.scope == .group {
            whole = try await planner.plan(people)
            // Pairs that are only looked at have no decisions to wait for.
            if whole.proposals.isEmpty { frame.outputs[step.stepID] = whole.outputs }
        }
        return PlanReport.Part(
            step: step.stepID, zone: frame.zone, nominal: instant,
            messages: whole.messages.filter { only == nil || $0.member == only },
            leftOut: whole.leftOut.filter { only == nil || $0.member == only }, proposals: whole.proposals,
            outcome: whole.outcome, notPlanned: nil)
    }
}

extension PlannedStep {
    fileprivate mutating func add(_ page: PlannedStep) {
        asks += page.asks
        messages += page.messages
        leftOut += page.leftOut
        proposals += page.proposals
    }
}

extension StepDefinition {
    /// The names that its `with` and `when` ask of the run.
    var expressions: [String] {
        (when?.names.map(\.text) ?? []) + (with.node?.entries?.compactMap(\.value.expression) ?? [])
    }
}
