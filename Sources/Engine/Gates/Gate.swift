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

    /// What the gate says about one person.
    public func ask(_ question: GateQuestion) -> GateVerdict { verdict(question) }

    /// Who belongs to a job's audience.
    public static let audience: [Gate] = [.enabled, .role, .condition]
    /// Who may be sent a message.
    public static let message: [Gate] = [.consent, .paused, .stopped, .channel, .messageFields, .quietHours, .cap]
    /// What is asked again at the moment of sending: a message whose condition became false is not sent.
    public static let sending: [Gate] = [
        .role, .condition, .consent, .paused, .stopped, .channel, .messageFields, .quietHours,
    ]
    public static let all: [Gate] = audience + message

    static let enabled = Gate(name: "enabled") { question in
        question.job.definition.enabled
            ? .pass("the job is enabled") : .leaveOut("the job is disabled in \(question.job.file)")
    }

    static let role = Gate(name: "role") { question in
        let wanted = question.job.definition.audience.roles
        guard !wanted.isEmpty else { return .pass("the job is for every role") }
        guard let role = wanted.first(where: question.member.roles.contains) else {
            return .leaveOut("is none of: \(wanted.map(\.rawValue).joined(separator: ", "))")
        }
        return .pass("role \(role.rawValue)")
    }

    static let condition = Gate(name: "where") { question in
        guard let condition = question.job.definition.audience.where else { return .pass("no condition") }
        func value(_ name: String) -> ConditionValue {
            MemberFields.value(
                of: name, for: question.member, standing: question.standing, at: question.now, in: question.zone)
        }
        if condition.holds(value) { return .pass("where: \(condition.source)") }
        let part = condition.conjuncts.first { !$0.holds(value) } ?? condition
        return .leaveOut("does not hold: \(part.source)")
    }

    static let consent = Gate(name: "consent") { question in
        guard let purpose = question.purpose else { return .pass("no consent is needed") }
        return question.member.consents.contains(purpose)
            ? .pass("agreed to \(purpose.rawValue)") : .leaveOut("has not agreed to \(purpose.rawValue)")
    }

    static let paused = Gate(name: "paused") { question in
        guard let until = question.member.pausedUntil, question.member.isPaused(at: question.now) else {
            return .pass("not paused")
        }
        return .leaveOut("paused messages until \(question.zone.civil(at: until).date)")
    }

    static let stopped = Gate(name: "stopped") { question in
        question.member.hasStopped ? .leaveOut("asked to hear nothing more") : .pass("not stopped")
    }

    static let channel = Gate(name: "channel") { question in
        guard let contact = question.member.contact, !contact.address.isEmpty else {
            return .leaveOut("has no channel to be reached by")
        }
        return question.channels.contains(contact.channel)
            ? .pass("channel \(contact.channel)")
            : .leaveOut("channel '\(contact.channel)' is not in Config/milieu.yaml")
    }

    static let messageFields = Gate(name: "message fields") { question in
        guard let template = question.template else { return .pass("no message yet") }
        let missing = template.requiredFields.filter { question.values[$0]?.isEmpty ?? true }
        guard let first = missing.first else { return .pass("message \(template.id) has all it needs") }
        return .leaveOut("message \(template.id) needs '\(first)', which is empty")
    }

    static let quietHours = Gate(name: "quiet hours") { question in
        if question.job.definition.quietHours == .ignore { return .pass("the job passes quiet hours") }
        let window = question.member.quietHours ?? question.configuration.quietHours.window
        let end = window.end(after: question.now, in: question.zone)
        guard end > question.now else { return .pass("outside quiet hours \(window.from)-\(window.to)") }
        if let expiresAt = question.expiresAt, end >= expiresAt {
            return .leaveOut("quiet hours \(window.from)-\(window.to) last until the message has lost its meaning")
        }
        return .hold(until: end, "quiet hours \(window.from)-\(window.to)")
    }

    static let cap = Gate(name: "cap") { question in
        guard question.purpose != nil else { return .pass("not counted") }
        let caps = question.configuration.caps
        if question.count.day >= caps.perDay {
            return .leaveOut("has had \(question.count.day) of \(caps.perDay) messages in 24 hours")
        }
        if question.count.week >= caps.perWeek {
            return .leaveOut("has had \(question.count.week) of \(caps.perWeek) messages in 7 days")
        }
        return .pass(
            "\(question.count.day) of \(caps.perDay) messages today, \(question.count.week) of \(caps.perWeek) this week"
        )
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
