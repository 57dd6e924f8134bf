import Community
import Engine
import Messages
import PluginKit
import Scheduling

/// The promises to people that a simulated month is held to: message by message here, and at its end what `HeldThings` says
/// of what people hold.
struct Invariants: Sendable {
    let configuration: ProgramConfiguration
    /// When each person was sent something, over the last days.
    private var times: [MemberID: [Instant]] = [:]
    /// When what was sent to each person was made, over the last days, and whether it waited for no cap.
    private var made: [MemberID: [(at: Instant, isAwaited: Bool)]] = [:]
    /// How much went out to people on each of their first days.
    private var firstDays: [FirstDay: Int] = [:]
    /// Messages whose words were read, each once.
    private var read: Set<MessageID> = []
    private let templates: [MessageID: MessageTemplate]
    private let findings: @Sendable (MessageID) -> [LanguageFinding]
    private(set) var broken: [String] = []
    private(set) var checked = 0

    private struct FirstDay: Hashable {
        let member: MemberID
        let day: CivilDate
    }

    /// Makes the list of promises, of which none is broken yet.
    ///
    /// `findings`: What the program's table of terms says of a message's file.
    init(
        configuration: ProgramConfiguration, templates: [MessageID: MessageTemplate] = [:],
        findings: @Sendable @escaping (MessageID) -> [LanguageFinding] = { _ in [] }
    ) {
        self.configuration = configuration
        self.templates = templates
        self.findings = findings
    }

    /// Notes what somebody looked at besides messages and found broken.
    mutating func add(_ faults: [String]) { broken += faults }

    mutating func check(_ sent: SentMessage, zone: ZoneRules) {
        checked += 1
        let who = "message \(sent.message.id) to \(sent.member.id) at \(sent.at.iso8601)"
        if sent.member.hasStopped { broken.append("\(who): they asked to hear nothing more") }
        // What staff are told of their own work waits for nothing but their stop.
        let isWordToStaff = sent.message.purpose == nil && sent.member.isStaff
        if !isWordToStaff, sent.member.isPaused(at: sent.at) { broken.append("\(who): they are paused") }
        if let purpose = sent.message.purpose, !sent.member.consents.isGiven(purpose, at: sent.at, in: zone) {
            broken.append("\(who): they have not agreed to \(purpose.rawValue)")
        }
        let window = sent.member.quietHours ?? configuration.quietHours.window
        if !sent.message.ignoresQuietHours, !isWordToStaff, window.contains(zone.civil(at: sent.at).time) {
            broken.append("\(who): in their quiet hours \(window.from)-\(window.to)")
        }
        guard sent.message.purpose != nil else { return }
        // Caps count what was planned in a day; what was held overnight may meet the next day's within one more.
        let recent = (times[sent.member.id] ?? []).filter { sent.at - $0 < .days(7) } + [sent.at]
        times[sent.member.id] = recent
        if recent.count > configuration.caps.perWeek {
            broken.append("\(who): their \(recent.count). message in seven days, of \(configuration.caps.perWeek)")
        }
        checkDay(sent, who, zone)
        checkWords(sent.message.message)
        checkAnswers(sent.message)
    }

    /// What is about something that they did or asked for, such as an introduction after both said yes, waits for no cap.
    private func isAwaited(_ message: OutboxMessage) -> Bool {
        message.deliveryClass == .interactive || message.ask == nil && !message.part.isEmpty
    }

    /// Caps count what was made in a day, and first days what goes out on one of them.
    private mutating func checkDay(_ sent: SentMessage, _ who: String, _ zone: ZoneRules) {
        let id = sent.member.id
        let (at, isAwaited) = (sent.message.createdAt, self.isAwaited(sent.message))
        let before = (made[id] ?? []).filter { $0.at > at - .days(1) }
        let caps = configuration.caps
        // Of what was made in one moment, what is awaited may have come after.
        let earlier = before.filter { $0.at < at || $0.at == at && !$0.isAwaited }
        if !isAwaited, earlier.count >= caps.perDay { broken.append("\(who): more than \(caps.perDay) in a day") }
        made[id] = before + [(at, isAwaited)]
        let day = zone.civil(at: sent.at).date
        guard sent.member.isNewcomer(on: day, days: configuration.newcomerDays), !isAwaited else { return }
        firstDays[FirstDay(member: id, day: day), default: 0] += 1
        if firstDays[FirstDay(member: id, day: day), default: 0] > GentleStart.perDay {
            broken.append("\(who): in their first days, and the second message of \(day)")
        }
    }

    /// No word of blame, no count of what somebody did not do, no end of a time: in any language that it is written in.
    private mutating func checkWords(_ id: MessageID) {
        guard read.insert(id).inserted else { return }
        for finding in findings(id) where finding.level == .error {
            broken.append("message \(id), line \(finding.line): '\(finding.text)' → \(finding.suggestion)")
        }
        for (language, text) in (templates[id]?.locales ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let finding = OutsideLexicon.firstFinding(in: text.subject.source) else { continue }
            broken.append("message \(id) in \(language): '\(finding.word)' can be read from outside")
        }
    }

    /// What somebody wrote in an answer is in no message.
    private mutating func checkAnswers(_ message: OutboxMessage) {
        for (name, value) in message.values where value.contains(PeopleModel.ownWords) {
            broken.append("message \(message.id): '\(name)' holds an answer, and answers never leave in a message")
        }
    }
}
