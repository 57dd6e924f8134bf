import Community
import Engine
import Messages
import PluginKit
import Scheduling
import Synchronization

/// A desk that only notes what it is asked.
final class NotingDesk: ReplyDesk {
    let notes = Mutex<[String]>([])
    /// How often somebody's own act was noted.
    let confirmed = Mutex(0)
    let kind: Ask.Kind
    /// Whether it can still set the channel of a message.
    let setsChannel: Bool
    /// Why no answer is kept; nil for keeping them.
    let closed: ClosedReply?
    init(_ kind: Ask.Kind, setsChannel: Bool = true, closed: ClosedReply? = nil) {
        self.kind = kind
        self.setsChannel = setsChannel
        self.closed = closed
    }

    func page(forAsk id: String) async throws -> AskPage? {
        let words = LocalizedText(texts: ["en": "How <b>was</b> today?"])
        let question = Question(id: "low", text: words, kind: .text, visibility: .me)
        return AskPage(
            ask: Ask(
                id: id, kind: kind, member: MemberID("ana"), subject: "p-1", questionnaire: nil,
                askedAt: Instant(seconds: 0), expiresAt: Instant(seconds: 1_795_176_000)),
            preferredName: "<script>Ana", languages: ["en"],
            questionnaire: Questionnaire(
                id: QuestionnaireID("q"), version: "1", title: words, questions: [question]),
            goals: [], invitation: .init(otherName: "Joana", reasons: ["both sing"], isForNewcomer: true),
            programLabel: "Riverside", help: "Call 112")
    }
    func take(_ reply: AskReply, toAsk id: String) async throws -> ReplyOutcome {
        notes.withLock { $0.append(reply.choice.rawValue) }
        if let closed { return .closed(closed) }
        return .kept(ReplyReceipt())
    }
    func receive(_ reply: ReceivedReply) async throws {
        notes.withLock { $0.append("\(reply.channel): \(reply.text)") }
        if reply.text == "break" { throw PlanFailure("the store is away", retry: .canHelp) }
    }
    func report(byAsk id: String, words: String?) async throws -> ReplyReceipt? {
        notes.withLock { $0.append("harm: \(words ?? "-")") }
        return ReplyReceipt(support: "Call 112", isTold: true)
    }
    func concernPage(forAsk id: String) async throws -> ConcernPage? {
        ConcernPage(
            languages: ["en"], programLabel: "Riverside", help: "Call 112", isCovered: nil, hold: .seconds(172_800),
            peers: [(MemberID("joana"), "Jo<b>")], hasGroup: false,
            standing: [.init(id: ConcernID("k-1"), words: "a <b>", state: .held, heldUntil: nil)])
    }
    func raiseConcern(
        byAsk id: String, _ words: ConcernWords, first: Concern.First
    ) async throws -> ReplyOutcome? {
        let place = if case .peer(let id) = first { "peer \(id)" } else { first == .team ? "team" : "group" }
        notes.withLock { $0.append("\(place) \(words.parts.joined(separator: "|"))") }
        return words.happened == "again" ? .closed(.stands) : .kept(ReplyReceipt())
    }
    func decide(onConcern concern: ConcernID, _ event: ConcernState.Event, byAsk id: String) async throws -> Bool {
        notes.withLock { $0.append("\(concern) \(event.rawValue)") }
        return true
    }
    func setTrend(byAsk id: String, isShown: Bool) async throws {
        notes.withLock { $0.append(isShown ? "trend" : "no trend") }
    }
    func preferencePage(forAsk id: String) async throws -> PreferencePage? {
        PreferencePage(
            languages: ["en"], programLabel: "Riverside", help: "Call 112", choices: MemberChoices(),
            contacts: [
                (ContactPoint(channel: "letters", address: "ana@example.org"), .active),
                (ContactPoint(channel: "phones", address: "4711"), .stopped),
            ], written: ["en", "pt"], hasMentor: true, canSign: true)
    }
    func prefer(_ change: PreferenceChange, byAsk id: String) async throws -> PreferenceRefusal? {
        let texts = [
            change.channel, change.time, change.frequency, change.language, change.sender, change.signs,
            change.pauseUntil,
        ].map { $0.map { $0.isEmpty ? "default" : $0 } ?? "-" }
        notes.withLock { $0.append((texts + change.stopped + change.started).joined(separator: " ")) }
        return change.time == "23:00" ? .noMentor : nil
    }
    func confirmContact(byAsk id: String) async throws { confirmed.withLock { $0 += 1 } }
    func consentPage(forAsk id: String) async throws -> ConsentPage? {
        let form = ConsentForm(
            purpose: .checkIn, version: "1", digest: "d",
            words: [.reason: LocalizedText(texts: ["en": "To <know>"])], days: 365, endsOnLeaving: false)
        return ConsentPage(
            languages: ["en"], programLabel: "Riverside", help: "Call 112",
            lines: [.init(purpose: .checkIn, form: form, consent: nil, state: nil)])
    }
    func setConsent(byAsk id: String, to purpose: Purpose, isGiven: Bool) async throws -> Bool {
        notes.withLock { $0.append("\(purpose.rawValue) \(isGiven ? "given" : "taken back")") }
        return true
    }
    func stop(byAsk id: String) async throws { notes.withLock { $0.append("stop") } }
    func pause(byAsk id: String, until instant: Instant?) async throws { notes.withLock { $0.append("pause") } }
    func sendFreshLink(forAsk id: String) async throws -> Bool {
        notes.withLock { $0.append("fresh") }
        return true
    }
    func channelPage(forMessage id: String) async throws -> ChannelPage? {
        ChannelPage(languages: ["pt"], programLabel: "Riverside", help: "Ligue 112")
    }
    func setChannel(ofMessage id: String, isWanted: Bool) async throws -> Bool {
        notes.withLock { $0.append("\(id) \(isWanted ? "wanted" : "stopped")") }
        return setsChannel
    }
}
