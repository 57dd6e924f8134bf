import Community
import Messages
import Persistence
import PluginKit
import Scheduling

/// One named reason why a person may not be contacted.
///
/// The list is shared: planning a step, committing it, sending its messages, `milieu plan` and `milieu why` all ask these
/// and no others, in this order.
public struct Gate: Sendable {
    public let name: String
    let verdict: @Sendable (GateQuestion) -> GateVerdict
    let passing: @Sendable (GateQuestion) -> String

    /// `passing`: What is said of somebody who passes; only `milieu why` asks, so a run for many people makes no texts.
    init(
        _ name: String, passing: @Sendable @escaping (GateQuestion) -> String,
        verdict: @Sendable @escaping (GateQuestion) -> GateVerdict
    ) {
        self.name = name
        self.verdict = verdict
        self.passing = passing
    }

    /// What the gate says about one person.
    public func ask(_ question: GateQuestion) -> GateVerdict { verdict(question) }

    /// Who belongs to a job's audience.
    public static let audience: [Gate] = [.enabled, .cohort, .role, .stage, .condition]
    /// Who may be sent a message.
    public static let message: [Gate] = [
        .cohortOfReader, .here, .consent, .paused, .stopped, .channel, .confirmed, .messageFields, .quietHours,
        .firstDays, .cap,
    ]
    /// What is asked again at the moment of sending: a message whose condition became false is not sent.
    ///
    /// By which of somebody's contact points it goes is the dispatcher's to find, which knows where it has failed.
    ///
    /// Consent comes first: a condition may name it too, and say less of why.
    public static let sending: [Gate] = [
        .cohortOfReader, .here, .consent, .role, .stage, .condition, .paused, .stopped, .confirmed, .messageFields,
        .quietHours,
    ]
    public static let all: [Gate] = audience + message.filter { $0.name != cohort.name }

    /// What is asked at the moment of sending about one message.
    ///
    /// `isForAnybody`: Whether it was addressed to somebody whom its job is not for.
    static func sending(passesQuietHours: Bool, isForAnybody: Bool) -> [Gate] {
        switch (passesQuietHours, isForAnybody) {
        case (false, false): sending
        case (true, false): sendingAtAnyHour
        case (false, true): sendingToAnybody
        case (true, true): sendingToAnybodyAtAnyHour
        }
    }

    private static let sendingAtAnyHour = sending.filter { $0.name != quietHours.name }
    private static let sendingToAnybody = sending.filter { ![role.name, stage.name, condition.name].contains($0.name) }
    private static let sendingToAnybodyAtAnyHour = sendingToAnybody.filter { $0.name != quietHours.name }

    static let enabled = Gate("enabled") { _ in
        "the job is enabled"
    } verdict: { question in
        question.job.definition.enabled ? .pass : .leaveOut("the job is disabled in \(question.job.file)")
    }

    static let cohort = Gate("cohort") { question in
        question.job.definition.audience.cohort.map { "belongs to the cohort \($0)" } ?? "the job is for every cohort"
    } verdict: { question in
        question.isInTheCohort ? .pass : .leaveOut("does not belong to the cohort now that the job is for")
    }

    /// The same of whoever is written to, in the job's audience or not; staff hear of their work in any cohort.
    static let cohortOfReader = Gate("cohort", passing: cohort.passing) { question in
        question.isWordToStaff ? .pass : cohort.verdict(question)
    }

    static let role = Gate("role") { question in
        question.role.map { "role \($0.rawValue)" } ?? "the job is for every role"
    } verdict: { question in
        let wanted = question.job.definition.audience.roles
        if wanted.isEmpty || question.role != nil { return .pass }
        return .leaveOut("is none of: \(wanted.map(\.rawValue).joined(separator: ", "))")
    }

    static let stage = Gate("stage") { question in
        "stage \(question.stage.rawValue)"
    } verdict: { question in
        let stages = question.job.definition.audience.stages
        let stage = question.stage
        return stages.contains(stage) ? .pass : .leaveOut("is \(stage.rawValue)")
    }

    /// Somebody who left gets what they agreed to for that time, and nothing else.
    static let here = Gate("here") { question in
        question.member.stage == .left ? "agreed to it for the time after leaving, if at all" : "is in the program"
    } verdict: { question in
        switch question.member.stage {
        case .invited: .leaveOut("has not begun yet")
        case .left: question.purpose == .followUps ? .pass : .leaveOut("has left the program")
        case .newcomer, .active, .paused, .transitioning, .alumni: .pass
        }
    }

    static let condition = Gate("where") { question in
        question.job.definition.audience.where.map { "where: \($0.source)" } ?? "no condition"
    } verdict: { question in
        guard let condition = question.job.definition.audience.where else { return .pass }
        func value(_ name: String) -> ConditionValue {
            MemberFields.value(
                of: name, for: question.member, standing: question.standing, at: question.now, in: question.zone,
                newcomerDays: question.configuration.newcomerDays)
        }
        if condition.holds(value) { return .pass }
        let part = condition.conjuncts.first { !$0.holds(value) } ?? condition
        return .leaveOut("does not hold: \(part.source)")
    }

    static let consent = Gate("consent") { question in
        question.purpose.map { "agreed to \($0.rawValue)" } ?? "no consent is needed"
    } verdict: { question in
        let (consents, now, zone) = (question.member.consents, question.now, question.zone)
        guard let purpose = question.purpose, !consents.isGiven(purpose, at: now, in: zone) else { return .pass }
        return .leaveOut(consents.refusal(purpose, at: now, in: zone))
    }

    static let paused = Gate("paused") { question in
        question.isWordToStaff ? "a word to staff about their work passes a pause" : "not paused"
    } verdict: { question in
        if question.isWordToStaff { return .pass }
        guard let until = question.member.pausedUntil, question.member.isPaused(at: question.now) else { return .pass }
        return .leaveOut("paused messages until \(question.zone.civil(at: until).date)")
    }

    static let stopped = Gate("stopped") { _ in
        "not stopped"
    } verdict: { question in
        question.member.hasStopped ? .leaveOut("asked to hear nothing more") : .pass
    }

    static let channel = Gate("channel") { question in
        "channel \(question.contacts.first?.channel ?? "")"
    } verdict: { question in
        if !question.contacts.isEmpty { return .pass }
        let known = question.member.contacts.filter { !$0.address.isEmpty }
        guard let contact = known.first else {
            guard let bare = question.member.contacts.first else { return .leaveOut("has no channel to be reached by") }
            return .leaveOut("has no address for the channel '\(bare.channel)'")
        }
        if let obstacle = question.member.obstacle(at: contact, now: question.now, in: question.zone) {
            return .leaveOut(obstacle)
        }
        return .leaveOut("channel '\(contact.channel)' is not in Config/milieu.yaml")
    }

    /// Addresses at which nobody has acted yet, where the program wants to know first.
    static let confirmed = Gate("confirmed") { question in
        question.configuration.unconfirmedAddresses == .send ? "any address will do" : "the address is confirmed"
    } verdict: { question in
        guard question.configuration.unconfirmedAddresses == .link, question.purpose != nil,
            question.values["link"] == nil, let contact = question.contacts.first,
            question.member.health[contact]?.verifiedAt == nil
        else { return .pass }
        return .leaveOut("has not used a link at '\(contact.channel)' yet, and this message has none")
    }

    static let messageFields = Gate("message fields") { question in
        question.template.map { "message \($0.id) has all it needs" } ?? "no message yet"
    } verdict: { question in
        guard let template = question.template, let fault = template.fault(in: question.values) else { return .pass }
        return .leaveOut("message \(template.id) \(fault)")
    }

    static let quietHours = Gate("quiet hours") { question in
        if question.job.definition.quietHours == .ignore { return "the job passes quiet hours" }
        if question.isCritical { return "a critical message passes quiet hours" }
        if question.isWordToStaff { return "a word to staff about their work passes quiet hours" }
        return "outside quiet hours \(question.quietHours.from)-\(question.quietHours.to)"
    } verdict: { question in
        if question.passesQuietHours { return .pass }
        let window = question.quietHours
        let end = window.end(after: question.goesAt, in: question.zone)
        guard end > question.goesAt else { return .pass }
        if let expiresAt = question.expiresAt, end >= expiresAt {
            return .leaveOut("quiet hours \(window.from)-\(window.to) last until the message has lost its meaning")
        }
        return .hold(until: end, "quiet hours \(window.from)-\(window.to)")
    }

    static let firstDays = Gate("first days") { question in
        question.isInFirstDays
            ? "nothing else goes out in these first days on \(question.day)" : "not in their first days"
    } verdict: { question in
        guard question.purpose != nil, !question.isAwaited else { return .pass }
        guard question.isInFirstDays else { return .pass }
        // What waits for a later day would take it before the welcome is made.
        if question.day > question.zone.civil(at: question.now).date,
            question.welcomeDays.fall(on: question.day, for: question.member)
        {
            return .leaveOut("is in their first days, and \(question.day) is for the welcome")
        }
        guard question.countOnDay >= GentleStart.perDay else { return .pass }
        return .leaveOut("is in their first days, and has a message of \(question.day) already")
    }

    static let cap = Gate("cap") { question in
        guard question.purpose != nil else { return "not counted" }
        let caps = question.configuration.caps
        return
            "\(question.count.day) of \(caps.perDay) messages today, \(question.count.week) of \(caps.perWeek) this week"
    } verdict: { question in
        guard question.purpose != nil, !question.isAwaited else { return .pass }
        let caps = question.configuration.caps
        if question.count.day >= caps.perDay {
            return .leaveOut("has had \(question.count.day) of \(caps.perDay) messages in 24 hours")
        }
        if question.count.week >= caps.perWeek {
            return .leaveOut("has had \(question.count.week) of \(caps.perWeek) messages in 7 days")
        }
        return .pass
    }
}

extension [Gate] {
    /// The first gate that says no, or until when the last of those that hold says to wait.
    func decide(_ question: GateQuestion) -> GateDecision {
        var hold: (until: Instant, reason: String)?
        for gate in self {
            switch gate.ask(question) {
            case .pass: continue
            case .leaveOut(let reason): return .leaveOut(gate: gate.name, reason: reason)
            case .hold(let until, let reason): if until > hold?.until ?? question.now { hold = (until, reason) }
            }
        }
        return .go(at: hold?.until, held: hold?.reason)
    }
}

/// What a list of gates decides together.
enum GateDecision: Hashable, Sendable {
    /// Go, at once when there is no instant.
    case go(at: Instant?, held: String?)
    case leaveOut(gate: String, reason: String)
}
