public import Community
public import Messages
public import Persistence
public import PluginKit
public import Scheduling

/// For when a job is planned.
public enum PlanTime: Hashable, Sendable {
    /// Its next time on each clock, or now when it has none.
    case next
    /// All its times on one day, by each clock's own calendar.
    case day(CivilDate)
    /// As if it were started then.
    case instant(Instant)
}

/// What a job would do, for people to read before anything is sent.
public struct PlanReport: Sendable {
    public let job: JobID
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
        /// What the step says of its round of pairs; nil when it made none.
        public let round: PairingRound?
        public let outcome: Outcome
        /// Why the step was not planned: what it needs is decided only when the run is there.
        public let notPlanned: String?
    }

    public var messages: [OutboxMessage] { parts.flatMap(\.messages) }
    public var leftOut: [LeftOut] { parts.flatMap(\.leftOut) }
}

extension ProgramEngine {
    /// Plans a job for a time, and commits nothing.
    ///
    /// The first step is planned in full. A later one is when it needs nothing that is decided only by a real run.
    ///
    /// `only`: Keep only what concerns this person.
    public func plan(
        _ job: Job, for time: PlanTime = .next, inputs: [String: String] = [:], only: MemberID? = nil
    ) async throws -> PlanReport {
        let now = clock.now()
        var report = PlanReport(job: job.id)
        var clocks: [(trigger: WatchedTrigger?, at: Instant)] = []
        for trigger in triggers(of: job, memberZones: try await store.zones()) {
            let anchors = try await dateAnchors(of: trigger)
            switch time {
            case .instant: continue
            case .next:
                if let next = trigger.next(after: now, anchors: anchors)?.instant { clocks.append((trigger, next)) }
            case .day(let day):
                var position = trigger.rules.firstInstant(of: day) - .milliseconds(1)
                while let next = trigger.next(after: position, anchors: anchors)?.instant,
                    trigger.rules.civil(at: next).date == day
                {
                    clocks.append((trigger, next))
                    position = next
                }
            }
        }
        switch time {
        case .instant(let instant): clocks = [(nil, instant)]
        case .next: if clocks.isEmpty { clocks = [(nil, now)] }
        case .day: break
        }
        var planned: [MemberID: Int] = [:]
        var seen: Set<String> = []
        // One time becomes one run, whichever trigger named it.
        for (trigger, at) in clocks where seen.insert("\(at.milliseconds) \(trigger?.zone ?? "")").inserted {
            var frame = RunFrame(
                run: nil, job: job, cause: trigger?.cause ?? .manual, trigger: trigger?.key ?? "manual", nominal: at,
                zone: trigger?.zone ?? "", inputs: inputs)
            for step in prepared(job).steps {
                report.parts.append(try await part(step, &frame, at: at, only: only, planned: &planned))
            }
        }
        return report
    }

    private func part(
        _ step: PreparedStep, _ frame: inout RunFrame, at instant: Instant, only: MemberID?,
        planned: inout [MemberID: Int]
    ) async throws -> PlanReport.Part {
        if let name = step.definition.expressions.first(where: {
            $0.hasPrefix("steps.") && frame.value(of: $0) == .none
        }) {
            return PlanReport.Part(
                step: step.id, zone: frame.zone, nominal: instant, messages: [], leftOut: [], proposals: [],
                round: nil, outcome: .done, notPlanned: "it depends on \(name), which the run decides")
        }
        if let condition = step.definition.when, !condition.holds(frame.value(of:)) {
            return PlanReport.Part(
                step: step.id, zone: frame.zone, nominal: instant, messages: [], leftOut: [], proposals: [],
                round: nil, outcome: .skip(because: "does not hold: \(condition.source)"),
                notPlanned: "it is skipped, as this does not hold: \(condition.source)")
        }
        let planner = try StepPlanner(
            engine: self, frame: frame, step: step, now: instant, alreadyPlanned: planned)
        var whole = PlannedStep()
        var people: [Member] = []
        while true {
            let page = try await planner.people(after: people.last?.id.rawValue ?? "")
            people += page
            if planner.entry.manifest.scope == .page {
                let planned = try await planner.plan(page)
                whole.add(planned)
                whole.outputs = try planner.entry.manifest.joined(whole.outputs, with: planned.outputs)
            }
            if page.count < StepPlanner.pageSize { break }
        }
        if planner.entry.manifest.scope == .group { whole = try await planner.plan(people) }
        // Pairs that are only looked at have no decisions to wait for.
        if whole.proposals.isEmpty { frame.outputs[step.id] = whole.outputs }
        for message in whole.messages { planned[message.member, default: 0] += 1 }
        return PlanReport.Part(
            step: step.id, zone: frame.zone, nominal: instant,
            messages: whole.messages.filter { only == nil || $0.member == only },
            leftOut: whole.leftOut.filter { only == nil || $0.member == only }, proposals: whole.proposals,
            round: whole.outputs["round"]?.first.flatMap { PairingRound(json: $0) }, outcome: whole.outcome,
            notPlanned: nil)
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
