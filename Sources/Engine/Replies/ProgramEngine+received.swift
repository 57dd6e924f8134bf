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
        let theirs = standing.people.flatMap(\.contacts).first {
            $0.channel == reply.channel && reply.senders.contains($0.address)
        }
        var mark = ReceivedMark(of: reply, from: theirs?.address ?? reply.senders.first ?? "")
        mark.member = standing.member?.id ?? (standing.people.count == 1 ? standing.people[0].id : nil)
        mark.ask = standing.ask?.id
        if !standing.people.isEmpty, let word = StopWord(in: reply.text) {
            return try await heed(word, mark, standing.people, at: now)
        }
        guard let member = standing.member else {
            mark.waits = .stranger
            return try await store.keep(mark, ReceivedEffects(), at: now)
        }
        // For a person to decide; what else it says counts meanwhile.
        if StopHint.occurs(in: reply.text) { mark.waits = .perhapsStop }
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
        let contact = ContactPoint(channel: mark.channel, address: mark.sender)
        let isClosed = member.health[contact]?.isOpen(at: now) == false
        let languages = member.languages + catalog.configuration.languages
        if catalog.attention.occur(in: reply.text) {
            effects.signals = [SafetySignal(.words)]
            effects.ladder = catalog.configuration.safety.rungs
            effects.messages = [passedOn.message(.support(support(for: member.languages)))]
        } else if mark.waits == .unread, !member.hasStopped, !isClosed, !member.isPaused(at: now) {
            let help = catalog.configuration.help.text.text(for: languages)
            let expected = Self.expected(ask, questionnaire, standing.given, languages)
            effects.messages = [passedOn.message(.unread(expected: expected, help: help))]
        }
        try await store.keep(mark, effects, at: now)
    }

    /// Does what a word asks for, for whoever is reached there, before any job's logic.
    private func heed(_ word: StopWord, _ mark: ReceivedMark, _ people: [Member], at now: Instant) async throws {
        var effects = ReceivedEffects()
        let passedOn = PassedOn(mark: mark, at: now)
        let contact = ContactPoint(channel: mark.channel, address: mark.sender)
        let configuration = catalog.configuration
        for member in people {
            let help = configuration.help.text.text(for: member.languages + configuration.languages)
            let isClosed = member.health[contact]?.isOpen(at: now) == false
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
                if member.hasStopped || isClosed, effects.messages.isEmpty {
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
        try await store.keep(mark, effects, at: now)
    }

    /// What is given to the desk; nil for what answers no ask.
    private static func reply(for reading: ShortReply) -> AskReply? {
        switch reading {
        case .answers(let answers): AskReply(choice: .answer, answers: answers, isAddition: true)
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
