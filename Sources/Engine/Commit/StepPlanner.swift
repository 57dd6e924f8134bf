import Community
import Messages
import Persistence
import PluginKit
import Scheduling

/// Plans one step of one run: audience gates, the plugin, message gates.
///
/// Reads only.
final class StepPlanner: Sendable {
    let engine: ProgramEngine
    let frame: RunFrame
    let step: PreparedStep
    let entry: PluginEntry
    let plugin: any Plugin
    let now: Instant
    /// Messages that an earlier step of the same plan would send, where nothing is committed in between.
    let alreadyPlanned: [MemberID: Int]
    /// What the calendar that started the run says of its event; nil when none did.
    private let event: EventFields?
    /// The days on which the welcome has something for somebody: other messages do not go ahead of it to such a day.
    private let welcomeDays: [DateOffset]

    private var catalog: ProgramCatalog { step.setting.catalog }

    static let pageSize = 1_000
    /// After a gate said no to a question that somebody waits for, such as a cap.
    private static let untilNextTry: Duration = .hours(1)
    /// For so long a message may lie in the outbox before its time, such as the reminder of a question.
    private static let longestWait: Duration = .days(30)

    /// - Throws: `Diagnostics` when the step's settings are wrong now that all values are known.
    init(
        engine: ProgramEngine, frame: RunFrame, step: PreparedStep, now: Instant,
        alreadyPlanned: [MemberID: Int] = [:]
    ) throws {
        self.engine = engine
        self.frame = frame
        self.step = step
        self.now = now
        self.alreadyPlanned = alreadyPlanned
        event = EventFields(frame, in: step.setting)
        welcomeDays = step.setting.catalog.welcomeDays(besides: frame.job.id)
        (entry, plugin) = try step.plugin(for: frame)
    }

    /// The next page of people, before any gate.
    func people(after cursor: String) async throws -> [Member] {
        try await engine.store.people(after: cursor, limit: Self.pageSize, zones: engine.zoneFilter(frame.zone))
    }

    /// Plans for these people, who are ordered by id.
    ///
    /// `leave`: As `PlanTask.planHere`; only for a step that takes no turns.
    /// `hold`: The claim under which a plan is made that may be committed; its plugin may take only as long as the step
    /// allows. Without one, nothing but the task ends it.
    func plan(_ people: [Member], under hold: RunHold? = nil, leave: (@Sendable (any Error) -> Void)? = nil)
        async throws -> PlannedStep
    {
        var planned = PlannedStep()
        let audience = people.isEmpty ? [] : try await audience(of: people, into: &planned)
        if entry.manifest.scope == .page, audience.isEmpty { return planned }
        let context = StepContext(
            job: frame.job.id, nominalTime: frame.nominal, now: now, audience: audience, zone: step.setting.zone,
            clock: frame.zone.isEmpty ? nil : engine.zone(named: frame.zone), occasion: event?.name,
            practice: catalog.practice,
            facts: StoreFacts(
                engine: engine, run: frame.run, step: step.id, manifest: entry.manifest, now: now,
                cohort: frame.job.definition.audience.cohort),
            random: SplitMix64(
                seedTexts: frame.job.id.rawValue, "\(frame.nominal.milliseconds)", step.id,
                people.first?.id.rawValue ?? ""))
        let plan: Plan
        if let hold, let leave {
            plan = try await PlanTask.planHere(
                under: hold, within: step.timeout, from: engine.elapsed.elapsed(), stuck: engine.stuck, leave: leave
            ) { try await plugin.plan(context) }
        } else if let hold {
            plan = try await PlanTask.plan(
                under: hold, within: step.timeout, from: engine.elapsed.elapsed(), stuck: engine.stuck
            ) { [plugin] in try await plugin.plan(context) }
        } else {
            plan = try await plugin.plan(context)
        }
        if let part = plan.partWithNUL {
            throw PlanFailure(
                "plugin '\(entry.manifest.id)': \(part) holds a NUL character, which no store keeps", retry: .cannotHelp
            )
        }
        planned.outcome = plan.outcome
        planned.outputs = plan.outputs
        let effects = try await withinCohort(plan.effects)
        if !effects.isEmpty { try await apply(effects, audience: audience, into: &planned) }
        return planned
    }

    /// Those of `people` whom the job is for.
    ///
    /// Somebody whom the job does not mean (another cohort, role or stage, another day) is no news; only a condition's no is recorded.
    private func audience(of people: [Member], into planned: inout PlannedStep) async throws -> [Member] {
        let names = Set(frame.job.definition.audience.where?.names.map(\.text) ?? [])
        let standings = try await engine.store.standings(of: people.map(\.id), names: names, at: now)
        let own = try await ownAudience(among: people)
        let dates = frame.cause == .date ? dateTriggers() : nil
        return people.filter { member in
            if let own, !own.contains(member.id) { return false }
            guard isOnThisClock(member) else { return false }
            let question = question(
                about: member, standing: standings[member.id] ?? MemberStanding(), count: MessageCount(day: 0, week: 0))
            if let dates {
                let isTheirs = dates.contains { date in
                    date.trigger.anchor(of: member, on: date.clock).map {
                        date.trigger.rule.falls(on: date.day, anchor: $0)
                    } ?? false
                }
                guard isTheirs else { return false }
            }
            switch Gate.audience.decide(question) {
            case .go: return true
            case .leaveOut(let gate, let reason):
                if ![Gate.cohort.name, Gate.role.name, Gate.stage.name].contains(gate) {
                    planned.leftOut.append(LeftOut(member: member.id, gate: gate, reason: reason))
                }
                return false
            }
        }
    }

    /// Whether the run's clock is the person's for this time: for somebody who moved, exactly one clock is.
    private func isOnThisClock(_ member: Member) -> Bool {
        guard !frame.zone.isEmpty else { return true }
        let program = catalog.configuration.timezone.name
        let isHere = (member.timeZone ?? program) == frame.zone
        guard let move = member.move, (move.from ?? program) != (member.timeZone ?? program) else { return isHere }
        let old = engine.zone(ofMemberIn: move.from)
        let new = engine.zone(ofMemberIn: member.timeZone)
        let here = isHere ? new : old
        let reading = here.civil(at: frame.nominal)
        let isOld = move.belongsToOldClock(
            old: isHere ? old.firstInstant(of: reading) : frame.nominal,
            new: isHere ? frame.nominal : new.firstInstant(of: reading))
        return isHere ? !isOld : isOld
    }

    /// The people whom the run's event happened to; nil for a run that no event started.
    private func ownAudience(among people: [Member]) async throws -> Set<MemberID>? {
        guard frame.cause == .event, let run = frame.run else { return nil }
        return try await engine.store.audience(ofRun: run, among: people.map(\.id))
    }

    /// The date triggers that the run is for, each with its clock and the day that it shows: the one that started it, and those
    /// that come at the same time, as one time becomes one run.
    private func dateTriggers() -> [(trigger: DateTrigger, clock: ZoneRules, day: CivilDate)] {
        frame.job.definition.on.date.enumerated().compactMap { index, trigger in
            let clock: ZoneRules?
            switch trigger.timezone {
            case .member: clock = frame.zone.isEmpty ? nil : engine.zone(named: frame.zone)
            case .named(let name): clock = frame.zone.isEmpty ? engine.zone(named: name) : nil
            case nil: clock = frame.zone.isEmpty ? engine.programZone : nil
            }
            guard let clock else { return nil }
            let shown = clock.civil(at: frame.nominal)
            let isOwn = frame.trigger == TriggerKey.text("date", index)
            return isOwn || shown.time == trigger.at ? (trigger, clock, shown.date) : nil
        }
    }

    private func question(about member: Member, standing: MemberStanding, count: MessageCount) -> GateQuestion {
        GateQuestion(
            job: frame.job, member: member, standing: standing, now: now,
            zone: engine.zone(ofMemberIn: member.timeZone),
            configuration: catalog.configuration, channels: step.setting.channels, count: count)
    }

    private func apply(_ effects: [Effect], audience: [Member], into planned: inout PlannedStep) async throws {
        var members = Dictionary(audience.map { ($0.id, $0) }) { first, _ in first }
        let strangers = Set(effects.compactMap(\.member)).subtracting(members.keys)
        if !strangers.isEmpty { members.merge(try await engine.store.people(Array(strangers))) { known, _ in known } }
        let receivers = effects.compactMap { effect -> MemberID? in
            switch effect {
            case .send, .ask: effect.member
            default: nil
            }
        }.sorted()
        var known: [MemberID: MessageCount] = [:]
        if let first = receivers.first, let last = receivers.last {
            known = try await engine.store.messageCounts(
                from: first, to: last, day: now - .days(1), week: now - .days(7))
            if engine.store.isShared {
                let own = Set(receivers)
                planned.counted = CountedContacts(
                    day: now - .days(1), week: now - .days(7),
                    counts: Dictionary(
                        uniqueKeysWithValues: own.map { ($0, known[$0] ?? MessageCount(day: 0, week: 0)) }))
            }
        }
        let today = step.setting.zone.civil(at: now).date
        let newcomerDays = engine.catalog.configuration.newcomerDays
        let newcomers = Set(receivers).filter { id in
            members[id].map { GentleStart.mayHold(for: $0, near: today, days: newcomerDays) } ?? false
        }
        let times = try await engine.store.messageTimes(of: newcomers.sorted(), since: now - Self.longestWait)
        var counts = ContactCounts(
            known, times: Dictionary(uniqueKeysWithValues: newcomers.map { ($0, times[$0] ?? []) }))
        for (member, more) in alreadyPlanned { counts.add(more, to: member, at: now) }
        var ids = OrderedID(at: now)
        // Pairs whose question did not pass a gate: they stay where they are, and it is tried again.
        var unasked: Set<String> = []
        // Pairs of whose messages one did not pass: none goes, as nobody is introduced to somebody who does not know.
        var unsaid: Set<String> = []
        var advances: [PairingAdvance] = []
        for effect in effects {
            switch effect {
            case .send(let draft):
                guard let member = members[draft.to] else { continue }
                let message = message(draft, to: member, ask: nil, ids: &ids, counts: &counts, into: &planned)
                if let message {
                    planned.messages.append(message)
                } else if let pair = draft.about {
                    unsaid.insert(pair)
                }
            case .ask(let draft):
                guard let member = members[draft.message.to] else { continue }
                let ask = ask(draft, ids: &ids)
                guard
                    let message = message(
                        draft.message, to: member, ask: ask, ids: &ids, counts: &counts, into: &planned)
                else {
                    if let subject = ask.subject { unasked.insert(subject) }
                    continue
                }
                planned.asks.append(ask)
                planned.messages.append(message)
                planned.messages += reminders(of: draft, ask, to: member, like: message, ids: &ids, counts: &counts)
                if let asked = draft.questionnaire.flatMap({ catalog.questionnaires[$0] }),
                    !planned.questionnaires.contains(where: { $0.version == asked.version })
                {
                    planned.questionnaires.append(asked)
                }
            case .propose(let proposal): planned.proposals.append(proposal)
            case .requestDecision(let pairing, let until, let onExpire):
                planned.requests.append(DecisionRequest(pairing: pairing, until: until, onExpire: onExpire))
            case .advance(let pairing, let event, let because):
                advances.append(PairingAdvance(pairing: pairing, event: event, reason: because))
            case .rest(let mentor): planned.rests.append(mentor)
            case .tellStaff(let notice): planned.notices.append(notice)
            case .emit(let event, let member):
                guard entry.manifest.emits.contains(event) else {
                    throw PlanFailure(
                        "plugin '\(entry.manifest.id)' emits '\(event)', which its manifest does not name",
                        retry: .cannotHelp)
                }
                planned.events.append((event, member))
            case .leaveOut(let member, let because):
                planned.leftOut.append(LeftOut(member: member, gate: entry.manifest.id, reason: because))
            }
        }
        for index in planned.messages.indices where strangers.contains(planned.messages[index].member) {
            planned.messages[index].isOutsideAudience = true
        }
        // A question that moves no pair is for its one person alone, and is not asked again by this step.
        let moving = Set(advances.map(\.pairing.rawValue))
        unasked.formIntersection(moving)
        planned.messages.removeAll { $0.ask == nil && unsaid.contains($0.part) }
        planned.advances += advances.filter {
            !unasked.contains($0.pairing.rawValue) && !unsaid.contains($0.pairing.rawValue)
        }
        if !unasked.isEmpty { planned.wait(until: now + Self.untilNextTry) }
    }

    private func ask(_ draft: AskDraft, ids: inout OrderedID) -> Ask {
        let key =
            "ask|\(frame.run ?? "")|\(step.id)|\(draft.message.to)|\(draft.kind.rawValue)|\(draft.subject ?? "")"
        return Ask(
            id: ids.next(for: key), kind: draft.kind, member: draft.message.to, subject: draft.subject,
            questionnaire: draft.questionnaire,
            questionnaireVersion: draft.questionnaire.flatMap { catalog.questionnaires[$0]?.version }, askedAt: now,
            expiresAt: draft.message.expiresAt)
    }

    /// What reminds of an ask, in the outbox until its time; an answer lets it go, as every gate is asked again then.
    ///
    /// Those that quiet hours would hold until the same morning are one.
    private func reminders(
        of draft: AskDraft, _ ask: Ask, to member: Member, like message: OutboxMessage, ids: inout OrderedID,
        counts: inout ContactCounts
    ) -> [OutboxMessage] {
        let quiet = member.quietHours ?? catalog.configuration.quietHours.window
        let zone = engine.zone(ofMemberIn: member.timeZone)
        let times = draft.reminders.map { message.ignoresQuietHours ? $0 : quiet.end(after: $0, in: zone) }
        return Set(times).sorted().enumerated().compactMap { index, at in
            let count = counts.count(of: ask.member)
            let caps = catalog.configuration.caps
            guard at > message.dueAt, at < ask.expiresAt, count.day < caps.perDay, count.week < caps.perWeek else {
                return nil
            }
            let day = zone.civil(at: at).date
            if member.isNewcomer(on: day, days: catalog.configuration.newcomerDays),
                welcomeDays.fall(on: day, for: member)
                    || counts.times(of: ask.member).count(where: { zone.civil(at: $0).date == day })
                        >= GentleStart.perDay
            {
                return nil
            }
            counts.add(to: ask.member, at: at)
            return OutboxMessage(
                id: ids.next(for: "\(message.id)|reminder \(index + 1)"), run: message.run, job: message.job,
                step: message.step, part: "\(message.part) reminder \(index + 1)", member: message.member,
                channel: message.channel, message: draft.reminderMessage ?? message.message, values: message.values,
                ask: ask.id, purpose: message.purpose, ignoresQuietHours: message.ignoresQuietHours,
                thread: message.thread, state: .deferred, dueAt: at, expiresAt: message.expiresAt, createdAt: now)
        }
    }

    /// The outbox row for a draft, or nil when a gate says no.
    private func message(
        _ draft: MessageDraft, to member: Member, ask: Ask?, ids: inout OrderedID,
        counts: inout ContactCounts,
        into planned: inout PlannedStep
    ) -> OutboxMessage? {
        guard let template = catalog.messages[draft.message] else {
            planned.leftOut.append(
                LeftOut(
                    member: member.id, gate: Gate.messageFields.name, reason: "there is no message '\(draft.message)'"))
            return nil
        }
        var question = question(about: member, standing: MemberStanding(), count: counts.count(of: member.id))
        question.purpose = entry.manifest.purpose
        question.template = template
        question.isAwaited = draft.isAwaited
        question.sent = counts.times(of: member.id)
        question.welcomeDays = welcomeDays
        question.notBefore = draft.notBefore
        let expiresAt = template.frame.expiry(madeAt: question.goesAt, atTheLatest: draft.expiresAt)
        question.expiresAt = expiresAt
        // The plugin's own go before the calendar's.
        let given = (event?.values(for: template, in: question.zone) ?? [:]).merging(draft.values) { $1 }
        question.values = MessageValues.all(
            given: given, for: member, configuration: catalog.configuration, hasLink: ask != nil)
        switch Gate.message.decide(question) {
        case .leaveOut(let gate, let reason):
            planned.leftOut.append(LeftOut(member: member.id, gate: gate, reason: reason))
            return nil
        case .go(let until, let held):
            guard expiresAt > question.goesAt else {
                planned.leftOut.append(
                    LeftOut(member: member.id, gate: "expired", reason: "it is too late for message \(draft.message)"))
                return nil
            }
            counts.add(to: member.id, at: until ?? question.goesAt)
            let channel =
                member.contacts(
                    among: step.setting.channels, open: step.setting.openChannels, at: now
                ).first?.channel ?? ""
            let part = ask?.subject ?? draft.about ?? ""
            let key = "message|\(frame.run ?? "")|\(step.id)|\(member.id)|\(channel)|\(part)"
            return OutboxMessage(
                id: ids.next(for: key), run: frame.run ?? "", job: frame.job.id.rawValue, step: step.id,
                part: part, member: member.id, channel: channel, message: draft.message, values: given,
                ask: ask?.id,
                purpose: entry.manifest.purpose, ignoresQuietHours: frame.job.definition.quietHours == .ignore,
                thread: draft.thread ?? template.thread(question.values) ?? "",
                replaces: draft.replaces ?? template.replaces(question.values),
                state: until ?? question.goesAt > now ? .deferred : .queued, dueAt: until ?? question.goesAt,
                expiresAt: expiresAt, createdAt: now, quietUntil: until,
                reason: held ?? (question.goesAt > now ? "it goes at the time of day that they chose" : nil))
        }
    }
}
