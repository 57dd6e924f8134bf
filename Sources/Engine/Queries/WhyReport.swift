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
    /// `day`: What happened on that day of the program's zone is told beside it; nil for what would happen next.
    public func why(_ job: Job, member: Member, day: CivilDate?) async throws -> WhyReport {
        let now = clock.now()
        let zone = zone(ofMemberIn: member.timeZone)
        let own = member.timeZone ?? ""
        let triggers = triggers(of: job, memberZones: [own])
        var at = triggers.compactMap { $0.recurrence.next(after: now, in: $0.rules)?.instant }.min() ?? now
        var history: [WhyReport.History] = []
        if let day {
            let start = programZone.firstInstant(of: CivilDateTime(date: day, time: LocalTime(secondsSinceMidnight: 0)))
            let runs = try await store.runs(ofJob: job.id, from: start - .hours(14), to: start + .hours(38))
            for run in runs where run.zone.isEmpty || run.zone == zone.name {
                history.append(
                    WhyReport.History(
                        run: run, leftOut: try await store.leftOut(ofRun: run.id, member: member.id),
                        messages: try await store.messages(ofRun: run.id, to: member.id)))
            }
            at =
                triggers.compactMap { $0.recurrence.next(after: start - .milliseconds(1), in: $0.rules)?.instant }.min()
                ?? start
        }
        let catalog = catalog
        let step = job.definition.steps.first { registry[$0.uses.id]?.manifest.purpose != nil }
        let template = step?.with.node?["message"]?.text.flatMap { catalog.messages[.init($0)] }
        let names = Set(job.definition.audience.where?.names.map(\.text) ?? [])
        let standing = try await store.standings(of: [member.id], names: names)[member.id] ?? MemberStanding()
        let counts = try await store.messageCounts(
            from: member.id, to: member.id, day: at - .days(1), week: at - .days(7))
        var question = GateQuestion(
            job: job, member: member, standing: standing, now: at, zone: zone,
            configuration: catalog.configuration, channels: Set(catalog.configuration.channels.entries.map(\.name)),
            count: counts[member.id] ?? MessageCount(day: 0, week: 0))
        question.purpose = step.flatMap { registry[$0.uses.id]?.manifest.purpose }
        question.template = template
        question.values = MessageValues.all(
            given: Dictionary(
                uniqueKeysWithValues: (template?.fields ?? []).filter { field in
                    !field.name.hasPrefix("member.") && field.name != "link"
                }.map { ($0.name, "…") }),
            for: member, configuration: catalog.configuration, hasLink: true)
        var lines: [WhyReport.Line] = []
        var isRefused = false
        for gate in Gate.all {
            let verdict = isRefused ? nil : gate.ask(question)
            if case .leaveOut = verdict { isRefused = true }
            lines.append(
                WhyReport.Line(
                    gate: gate.name, verdict: verdict, seen: verdict == .pass ? gate.passing(question) : nil))
        }
        return WhyReport(job: job.id, member: member, at: at, zone: zone, lines: lines, history: history)
    }
}
