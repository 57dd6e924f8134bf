public import Community
import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    public func concernPage(forAsk id: String) async throws -> ConcernPage? {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return nil }
        let configuration = catalog.configuration
        let now = clock.now()
        let languages = member.languages + configuration.languages
        let standing = try await store.concerns(of: member.id, at: now).filter {
            $0.raisedBy == member.id && $0.writtenState.isStanding
        }
        return ConcernPage(
            languages: languages, programLabel: configuration.label, help: configuration.help.text.text(for: languages),
            isCovered: isCovered, hold: configuration.concernHold,
            peers: try await store.acquaintances(of: member.id, at: now).map {
                ($0.id, $0.preferredName.isEmpty ? $0.id.rawValue : $0.preferredName)
            }, hasGroup: !member.cohorts(on: today(of: member, at: now)).isEmpty,
            standing: standing.map { concern in
                let state = concern.state(at: now)
                let words = concern.words.parts.first { !$0.isEmpty } ?? ""
                return ConcernPage.Line(
                    id: concern.id, words: String(words.prefix(80)), state: state,
                    heldUntil: state.isHeld ? self.zone(ofMemberIn: member.timeZone).civil(at: concern.heldUntil) : nil)
            })
    }

    public func raiseConcern(
        byAsk id: String, _ words: ConcernWords, first: Concern.First
    ) async throws -> ReplyOutcome? {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return nil }
        try await store.noteAnswer(of: member.id, at: clock.now())
        do {
            return .kept(try await raise(words, first: first, by: member, ask: id).receipt)
        } catch let refusal as ConcernRefusal {
            var heeded: ReplyReceipt?
            if isNoticed(words) {
                heeded = ReplyReceipt(
                    support: support(for: member.languages), isTold: try await isTold(of: member.id), noticedWords: true
                )
            }
            let reason: ClosedReply =
                switch refusal {
                case .empty: .empty
                case .notAcquainted: .notAcquainted
                case .stands: .stands
                case .notTheirs, .gone: .unknown
                }
            return .closed(reason, heeded: heeded)
        }
    }

    /// Whether its words can mean that somebody has a hard time.
    private func isNoticed(_ words: ConcernWords) -> Bool {
        words.parts.contains { catalog.attention.occur(in: $0) }
    }

    /// Keeps what did not sit well with somebody.
    ///
    /// It is held for as long as the program says now; a changed setting moves no hold that somebody was told of. Where its
    /// words can mean that somebody has a hard time they are shown whom to turn to, and a person looks in on them, as for an
    /// answer that is not theirs alone; the words stay held.
    ///
    /// - Throws: `ConcernRefusal`; nothing is kept then, and a person looks in all the same.
    public func raise(
        _ words: ConcernWords, first: Concern.First, by member: Member, ask: String? = nil
    ) async throws -> (concern: Concern, receipt: ReplyReceipt) {
        do {
            return try await keep(words, first: first, by: member, ask: ask)
        } catch let refusal as ConcernRefusal {
            if isNoticed(words) {
                defer { bell.ring() }
                try await store.raise(Self.signals, about: member.id, ask: ask, ladder: ladder, at: clock.now())
            }
            throw refusal
        }
    }

    private static let signals = [SafetySignal(.words, question: "concern")]

    private func keep(
        _ words: ConcernWords, first: Concern.First, by member: Member, ask: String?
    ) async throws -> (concern: Concern, receipt: ReplyReceipt) {
        let now = clock.now()
        if first == .group, member.cohorts(on: today(of: member, at: now)).isEmpty {
            throw ConcernRefusal.notAcquainted
        }
        let isNoticed = isNoticed(words)
        let key = ([member.id.rawValue, "\(first)"] + words.parts + ["\(now.milliseconds)"]).joined(separator: "|")
        defer { bell.ring() }
        let concern = try await store.raise(
            Concern(
                id: ConcernID("k-" + Digest.short(of: key, count: 8)), raisedBy: member.id, first: first, words: words,
                hold: catalog.configuration.concernHold, at: now),
            signals: isNoticed ? Self.signals : [], ask: ask,
            ladder: ladder)
        var receipt = ReplyReceipt()
        if isNoticed {
            receipt.noticedWords = true
            receipt.support = support(for: member.languages)
            receipt.isTold = try await isTold(of: member.id)
        }
        return (concern, receipt)
    }

    public func decide(
        onConcern concern: ConcernID, _ event: ConcernState.Event, byAsk id: String
    ) async throws -> Bool {
        guard let ask = try await store.ask(id), let member = try await store.person(ask.member) else { return false }
        try await store.noteAnswer(of: member.id, at: clock.now())
        do {
            return try await store.move(concern, event, by: member, at: clock.now()) != nil
        } catch is InvalidTransition {
            return false
        } catch ConcernRefusal.notTheirs {
            return false
        }
    }

    /// What the person whom an ask was for is to read first; nil when it was settled or taken back, or the two are not to be
    /// brought together any more.
    func concernToRead(by ask: Ask) async throws -> Concern? {
        guard ask.kind == .concern else { return nil }
        return try await store.concerns(of: ask.member, at: clock.now()).first {
            $0.id.rawValue == ask.subject && $0.told == ask.member
        }
    }

    /// The same, as they may see it.
    func concern(of ask: Ask, for member: Member) async throws -> ConcernSight? {
        guard let concern = try await concernToRead(by: ask) else { return nil }
        let raiser = try await store.person(concern.raisedBy)
        return ConcernSight(
            raisedByName: raiser.map { $0.preferredName.isEmpty ? $0.id.rawValue : $0.preferredName } ?? "",
            words: concern.words,
            heldUntil: concern.state(at: clock.now()).isHeld
                ? zone(ofMemberIn: member.timeZone).civil(at: concern.heldUntil) : nil)
    }
}
