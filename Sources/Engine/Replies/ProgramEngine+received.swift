import Community
public import Messages
import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    public func receive(_ reply: ReceivedReply) async throws {
        let now = clock.now()
        let standing = try await store.standing(of: reply, at: now)
        guard !standing.isKnown else { return }
        defer { bell.ring() }
        do {
            try await receive(reply, from: standing, at: now)
        } catch is AlreadyReceived {
            return
        }
    }

    private func receive(_ reply: ReceivedReply, from standing: ReceivedStanding, at now: Instant) async throws {
        var mark = ReceivedMark(
            of: reply, from: standing.people.isEmpty ? reply.senders.first ?? "" : standing.address ?? "")
        mark.member = standing.member?.id
        mark.ask = standing.ask?.id
        let word = StopWord(in: reply.text)
        let contact = ContactPoint(channel: mark.channel, address: mark.sender)
        if standing.isAlone, let member = standing.member { mark.confirms = Self.news(of: member, at: contact, word) }
        if !standing.people.isEmpty, let word { return try await heed(word, mark, standing.people, at: now) }
        // For a person to decide; what else it says counts meanwhile.
        if StopHint.occurs(in: reply.text) { mark.waits = .perhapsStop }
        guard let member = standing.member else {
            // The word itself from an address that nobody is known at asks for as much.
            if case .stop = word { mark.waits = .perhapsStop }
            mark.waits = mark.waits ?? .stranger
            let effects = danger(in: reply, mark, standing.people, at: now)
            return try await store.keep(mark, effects ?? ReceivedEffects(), at: now)
        }
        let ask = standing.ask
        let questionnaire: Questionnaire? = if let ask { try await self.questionnaire(of: ask) } else { nil }
        let reading = ShortReply(
            reply.text, to: ask?.kind, questions: questionnaire?.questions ?? [],
            given: Set(standing.given.map(\.question)),
            snoozes: ask.map { Snooze.offered(for: $0, at: now) } ?? [])
        if let ask, let answer = Self.reply(for: reading) {
            let passedOn = PassedOn(mark: mark, at: now, standing: (ask, standing.given))
            switch try await take(answer, toAsk: ask.id, passedOn: passedOn) {
            case .kept: return
            case .unreadable, .closed: break
            }
        }
        var effects = ReceivedEffects()
        if reading == .callMe {
            effects.wish = .call
        } else {
            mark.waits = mark.waits ?? .unread
        }
        let passedOn = PassedOn(mark: mark, at: now)
        let isClosed = mark.confirms == nil && isClosed(member, contact, at: now)
        let languages = member.languages + catalog.configuration.languages
        if let danger = danger(in: reply, mark, standing.people, at: now) {
            effects.signals = danger.signals
            effects.about = danger.about
            effects.ladder = danger.ladder
            effects.messages = danger.messages
        } else if mark.waits == .unread, !member.hasStopped, !isClosed, !member.isPaused(at: now) {
            let help = catalog.configuration.help.text.text(for: languages)
            let expected = Self.expected(ask, questionnaire, standing.given, languages)
            effects.messages = [passedOn.message(.unread(expected: expected, help: help))]
        }
        try await store.keep(mark, effects, at: now)
    }

    /// What is done at once about words that ask for a person: a flag about each who may have written them, and whom to
    /// turn to, where they came from; nil when there are none, or nobody is known there.
    private func danger(
        in reply: ReceivedReply, _ mark: ReceivedMark, _ people: [Member], at now: Instant
    ) -> ReceivedEffects? {
        guard let first = people.first, catalog.attention.occur(in: reply.text) else { return nil }
        var effects = ReceivedEffects()
        effects.signals = [SafetySignal(.words)]
        effects.about = people.map(\.id)
        effects.ladder = ladder
        let words = support(for: people.flatMap(\.languages))
        effects.messages = [PassedOn(mark: mark, at: now).message(.support(words), to: mark.member ?? first.id)]
        return effects
    }

    /// The contact point of which it is known only now that somebody is there; a word that closes it says no such thing.
    private static func news(of member: Member, at contact: ContactPoint, _ word: StopWord?) -> ContactPoint? {
        if case .stop = word { return nil }
        guard let theirs = member.contacts(like: contact).first else { return nil }
        let health = member.health[theirs]
        switch health?.state {
        case .stopped, .paused: return nil
        case .bounced: return theirs
        case .unverified, .active, nil: return health?.verifiedAt == nil ? theirs : nil
        }
    }

    private func isClosed(_ member: Member, _ contact: ContactPoint, at now: Instant) -> Bool {
        member.contacts(like: contact).contains { member.health[$0]?.isOpen(at: now) == false }
    }

    /// Does what a word asks for, for whoever is reached there, before any job's logic.
    private func heed(_ word: StopWord, _ mark: ReceivedMark, _ people: [Member], at now: Instant) async throws {
        var effects = ReceivedEffects()
        let passedOn = PassedOn(mark: mark, at: now)
        let contact = ContactPoint(channel: mark.channel, address: mark.sender)
        let configuration = catalog.configuration
        let isAlone = people.count == 1
        // One alone may take it back by a word; of several it may be another's, and somebody has to ask them.
        var noted = mark
        if word == .start, !isAlone, people.contains(where: \.hasStopped) { noted.waits = .stranger }
        for member in people {
            let help = configuration.help.text.text(for: member.languages + configuration.languages)
            let isClosed = isClosed(member, contact, at: now)
            switch word {
            case .stop(let scope):
                effects.stops.append((member.id, scope))
                let wasStopped =
                    switch scope {
                    case .here: member.hasStopped || isClosed
                    case .everything: member.hasStopped
                    case .reminders: member.consents[.reminders]?.state != .given
                    }
                // Said once: whoever says it again hears nothing, which is what they ask for.
                if !wasStopped, effects.messages.isEmpty {
                    effects.messages = [passedOn.message(.stopped(scope, help: help), to: member.id)]
                }
            case .start:
                effects.starts.append(member.id)
                let isBack = isAlone ? member.hasStopped || isClosed : !member.hasStopped && isClosed
                if isBack, effects.messages.isEmpty {
                    effects.messages = [passedOn.message(.started, to: member.id)]
                }
            case .help:
                if effects.messages.isEmpty {
                    effects.messages = [
                        passedOn.message(.help(label: configuration.label, help: help), to: member.id)
                    ]
                }
            }
        }
        try await store.keep(noted, effects, at: now)
    }

    /// What is given to the desk; nil for what answers no ask.
    private static func reply(for reading: ShortReply) -> AskReply? {
        switch reading {
        case .answers(let answers): AskReply(choice: .answer, answers: answers)
        case .yes: AskReply(choice: .answer)
        case .no: AskReply(choice: .decline)
        case .skip: AskReply(choice: .skip)
        case .later(let snooze): AskReply(choice: .later, snooze: snooze)
        case .callMe, .unreadable: nil
        }
    }

    /// What would be understood now: `0-10`, the letters of a choice, `yes` and `no`; empty where they are asked nothing.
    private static func expected(
        _ ask: Ask?, _ questionnaire: Questionnaire?, _ given: [AnswerRecord], _ languages: [String]
    ) -> String {
        guard let ask else { return "" }
        if ask.kind.isYesOrNo { return "yes/no" }
        let open = (questionnaire?.questions ?? []).filter { question in
            !given.contains { $0.question == question.id }
        }
        for question in open {
            switch question.kind {
            case .scale(let low, let high): return "\(low)-\(high)"
            case .choice(let choices):
                return choices.prefix(26).enumerated().map { place, choice in
                    "\(Character(UnicodeScalar(UInt8(ascii: "A") + UInt8(place)))) = \(choice.text.text(for: languages))"
                }.joined(separator: "; ")
            case .yesNo: return "yes/no"
            case .wantsContact, .text: continue
            }
        }
        return ""
    }
}
