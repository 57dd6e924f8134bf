public import Community
import Messages
public import Persistence
public import PluginKit
public import Scheduling

/// Why a job reaches a person or does not, gate by gate.
public struct WhyReport: Sendable {
    public let job: JobID
    public let member: Member
    /// When the gates were asked about: the job's next time for this person, or the day asked for.
    public let at: Instant
    public let zone: ZoneRules
    public let lines: [Line]
    /// What the program did for this person on that day, when it is past.
    public let history: [History]

    /// One gate's answer; nil once an earlier one said no.
    public struct Line: Sendable {
        public let gate: String
        public let verdict: GateVerdict?
        /// What was seen, for somebody who passes; nil for anybody else.
        public let seen: String?
    }

    /// What one run did for the person.
    public struct History: Sendable {
        public let run: RunRecord
        public let leftOut: [LeftOut]
        /// State and reason of each message.
        public let messages: [(id: String, state: String, reason: String?)]
    }

    /// The first no.
    public var refusal: (gate: String, reason: String)? {
        for line in lines {
            if case .leaveOut(let reason) = line.verdict { return (line.gate, reason) }
        }
        return nil
    }
}

extension ProgramEngine {
    /// Asks every gate about one person, in order, up to the first no.
    ///
    /// `day`: What happened on that day, by the person's own calendar, is told beside it; nil for what would happen next.
    public func why(_ job: Job, member: Member, day: CivilDate?) async throws -> WhyReport {
        let zone = zone(ofMemberIn: member.timeZone)
        let triggers = triggers(of: job, memberZones: [member.timeZone ?? ""])
        let start = day.map { zone.firstInstant(of: $0) - .milliseconds(1) } ?? clock.now()
        func anchors(_ trigger: WatchedTrigger) -> Set<CivilDate> {
            Set([trigger.date?.anchor(of: member, on: trigger.rules)].compactMap(\.self))
        }
        let fires = triggers.compactMap { trigger in
            trigger.next(after: start, anchors: anchors(trigger)).map { (trigger: trigger, at: $0.instant) }
        }
        let fire = fires.min { $0.at < $1.at }
        let at = fire?.at ?? start
        var lines = try await gates(of: job, member, at: at, zone)
        if fire == nil, !triggers.isEmpty {
            let isDate = triggers.contains { $0.date != nil }
            let reason =
                !isDate
                ? "it has no more times"
                : triggers.allSatisfy({ anchors($0).isEmpty })
                    ? "there is no day to count from" : "no day of it is theirs"
            lines.insert(
                WhyReport.Line(gate: isDate ? "date" : "schedule", verdict: .leaveOut(reason), seen: nil), at: 0)
            lines = Self.uptoFirstNo(lines)
        } else if !lines.contains(where: \.isNo),
            let left = try await refusal(of: job, member, fire?.trigger, at: at)
        {
            // What only the plan itself knows: the plugin's own no, or quiet hours that outlast the message.
            let place = lines.firstIndex { $0.gate == left.gate } ?? lines.endIndex
            let line = WhyReport.Line(gate: left.gate, verdict: .leaveOut(left.reason), seen: nil)
            lines.replaceSubrange(place..<min(place + 1, lines.endIndex), with: [line])
            lines = Self.uptoFirstNo(lines)
        }
        if let pause = try await store.pauses()[job.id]?.first(where: { $0.holds(at) }) {
            let until = pause.until.map { " until \(programZone.civil(at: $0).date)" } ?? ""
            lines.insert(
                WhyReport.Line(gate: "job", verdict: .leaveOut("the job is paused\(until)"), seen: nil), at: 0)
            lines = Self.uptoFirstNo(lines)
        }
        return WhyReport(
            job: job.id, member: member, at: at, zone: zone, lines: lines,
            history: try await history(of: job, member, on: day, zone))
    }

    /// Lines after the first no were not asked.
    private static func uptoFirstNo(_ lines: [WhyReport.Line]) -> [WhyReport.Line] {
        guard let first = lines.firstIndex(where: \.isNo) else { return lines }
        return lines.enumerated().map { index, line in
            index <= first ? line : WhyReport.Line(gate: line.gate, verdict: nil, seen: nil)
        }
    }

    private func gates(
        of job: Job, _ member: Member, at: Instant, _ zone: ZoneRules
    ) async throws -> [WhyReport.Line] {
        let catalog = catalog
        let step = job.definition.steps.first { registry[$0.uses.id]?.manifest.purpose != nil }
        let names = Set(job.definition.audience.where?.names.map(\.text) ?? [])
        let standing = try await store.standings(of: [member.id], names: names, at: at)[member.id] ?? MemberStanding()
        let counts = try await store.messageCounts(
            from: member.id, to: member.id, day: at - .days(1), week: at - .days(7))
        var question = GateQuestion(
            job: job, member: member, standing: standing, now: at, zone: zone,
            configuration: catalog.configuration, channels: Set(catalog.configuration.channels.entries.map(\.name)),
            count: counts[member.id] ?? MessageCount(day: 0, week: 0))
        let times = try await store.messageTimes(of: [member.id], since: at - .days(30))
        question.welcomeDays = catalog.welcomeDays(besides: job.id)
        question.sent = times[member.id] ?? []
        question.purpose = step.flatMap { registry[$0.uses.id]?.manifest.purpose }
        question.template = step?.with.node?["message"]?.text.flatMap { catalog.messages[.init($0)] }
        question.values = MessageValues.all(
            given: Dictionary(
                uniqueKeysWithValues: (question.template?.fields ?? []).filter { field in
                    !field.name.hasPrefix("member.") && field.name != "link"
                }.map { ($0.name, $0.example ?? "…") }),
            for: member, configuration: catalog.configuration, hasLink: true)
        return Self.uptoFirstNo(
            Gate.all.map { gate in
                let verdict = gate.ask(question)
                return WhyReport.Line(
                    gate: gate.name, verdict: verdict, seen: verdict == .pass ? gate.passing(question) : nil)
            })
    }

    /// What the plan says about one person beyond the gates; nil when it contacts them, or is about a whole group.
    private func refusal(
        of job: Job, _ member: Member, _ trigger: WatchedTrigger?, at: Instant
    ) async throws -> LeftOut? {
        let frame = RunFrame(
            run: nil, job: job, cause: trigger?.cause ?? .manual, trigger: trigger?.key ?? "manual", nominal: at,
            zone: trigger?.zone ?? "", inputs: [:])
        guard let step = prepared(job).steps.first(where: { $0.entry?.manifest.purpose != nil }),
            step.entry?.manifest.scope == .page
        else { return nil }
        let planned = try await StepPlanner(engine: self, frame: frame, step: step, now: at).plan([member])
        return planned.leftOut.first { $0.member == member.id }
    }

    /// What runs did for the person on one of their days.
    private func history(
        of job: Job, _ member: Member, on day: CivilDate?, _ zone: ZoneRules
    ) async throws -> [WhyReport.History] {
        guard let day else { return [] }
        let start = zone.firstInstant(of: day)
        let end = zone.firstInstant(of: day.adding(days: 1))
        var history: [WhyReport.History] = []
        for run in try await store.runs(ofJob: job.id, from: start, to: end)
        where run.zone.isEmpty || run.zone == zone.name {
            history.append(
                WhyReport.History(
                    run: run, leftOut: try await store.leftOut(ofRun: run.id, member: member.id),
                    messages: try await store.messages(ofRun: run.id, to: member.id)))
        }
        return history
    }
}

extension WhyReport.Line {
    fileprivate var isNo: Bool {
        if case .leaveOut = verdict { return true }
        return false
    }
}
