import Community
import Messages
import Persistence
import PluginKit
public import Scheduling

extension ProgramEngine: ReplyDesk {
    public func page(forAsk id: String) async throws -> AskPage? {
        guard var ask = try await store.ask(id), let member = try await store.person(ask.member) else { return nil }
        if ask.state == .open, ask.expiresAt <= clock.now() { ask.state = .expired }
        let configuration = catalog.configuration
        var invitation: AskPage.Invitation?
        if let pairing = try await pairing(of: ask) {
            guard let other = try await store.person(pairing.other(than: member.id)) else { return nil }
            invitation = AskPage.Invitation(
                otherName: other.preferredName, reasons: pairing.reasons, isForNewcomer: pairing.newcomer == member.id)
        }
        var goals: [Goal] = []
        var ratings: [GoalRating] = []
        if ask.kind == .goalReview {
            let now = clock.now()
            goals = try await store.goals(of: member.id, in: [.active, .onHold, .proposed])
                .filter { $0.state(at: now) != .expired }
            ratings = try await store.ratings(of: goals.map(\.id)).filter { $0.by == member.id }
        }
        var questionnaire = try await questionnaire(of: ask)
        if ask.kind == .fading { questionnaire = questionnaire?.offeringRarer(than: member.choices.frequency) }
        return AskPage(
            ask: ask, preferredName: member.preferredName, languages: member.languages + configuration.languages,
            questionnaire: questionnaire, kept: Set(try await answers(to: ask).map(\.question)),
            snoozes: ask.kind.isYesOrNo || ask.kind == .concern ? [] : Snooze.offered(for: ask, at: clock.now()),
            isCovered: isCovered,
            goals: goals, ratings: ratings, invitation: invitation, concern: try await concern(of: ask, for: member),
            programLabel: configuration.label,
            help: configuration.help.text.text(for: member.languages + configuration.languages),
            today: today(of: member, at: clock.now()))
    }

    public func take(_ reply: AskReply, toAsk id: String) async throws -> ReplyOutcome {
        try await take(reply, toAsk: id, passedOn: nil)
    }

    /// The same for what a platform passed on, which is noted with it.
    func take(_ reply: AskReply, toAsk id: String, passedOn received: PassedOn?) async throws -> ReplyOutcome {
        let outcome = try await takeAgain(reply, toAsk: id, passedOn: received)
        // What a platform passes on is looked at as a whole, whatever of it was an answer.
        guard received == nil else { return outcome }
        switch outcome {
        case .kept(var receipt):
            try await lookAtUnsent(reply, toAsk: id, &receipt)
            return .kept(receipt)
        case .unreadable(let answers, _): return .unreadable(answers, heeded: try await heed(reply, refusedBy: id))
        case .closed(let reason, _): return .closed(reason, heeded: try await heed(reply, refusedBy: id))
        }
    }

    private func takeAgain(
        _ reply: AskReply, toAsk id: String, passedOn received: PassedOn?
    ) async throws -> ReplyOutcome {
        // Two devices may answer at once: the later one is worked out again from what the first one left.
        var received = received
        for _ in 0..<5 {
            do {
                return try await takeOnce(reply, toAsk: id, received)
            } catch is ReplyOvertaken {
                received?.standing = nil
            }
        }
        return .closed(.elsewhere)
    }

    private func takeOnce(
        _ reply: AskReply, toAsk id: String, _ received: PassedOn?
    ) async throws -> ReplyOutcome {
        var found = received?.standing?.ask
        if found == nil { found = try await store.ask(id) }
        guard let ask = found else { return .closed(.unknown) }
        let form = reply.form.map(Digest.hex)
        if reply.choice == .later { return try await putOff(ask, reply.snooze, received?.mark, form) }
        if let form, ask.answeredAt != nil, try await store.keptForm(ofAsk: id) == form {
            return .kept(try await receipt(again: reply, ask))
        }
        var asking: PairingState?
        if ask.kind == .pairing, let pairing = try await pairing(of: ask) {
            asking = ask.member == pairing.newcomer ? .askingNewcomer : .askingMentor
            guard pairing.state == asking else { return .closed(.settled) }
        }
        if ask.kind == .pairFollowUp {
            guard let pairing = try await pairing(of: ask), pairing.state.isStanding else {
                return .closed(.notPaired)
            }
        }
        if ask.kind == .concern, try await concernToRead(by: ask) == nil {
            return .closed(.concernOver)
        }
        var record = ReplyRecord()
        record.received = received?.mark
        record.form = form
        var receipt = ReplyReceipt()
        if reply.choice == .answer {
            record.pairWish = reply.pairWish
            record.hearsConcern = ask.kind == .concern
            let questionnaire = try await questionnaire(of: ask)
            let unreadable = read(reply, to: questionnaire, into: &record)
            if ask.kind == .pairFollowUp, let wish = reply.pairWish {
                record.answers.append(
                    AnswerRecord(question: PairWish.question, value: wish.rawValue, visibility: .careTeam))
            }
            guard unreadable.isEmpty else { return .unreadable(unreadable) }
            let said = Set(record.answers.map(\.question))
            try await add(to: &record, of: ask, except: reply.takenBack, received?.standing?.given)
            let unclear = try await unreadableGoals(reply, of: ask)
            guard unclear.isEmpty else { return .unreadable(unclear) }
            if let questionnaire {
                // What is said once more is heard once more; what stays from before was heard then.
                let seen = record.answersSeen
                record.answersSeen = seen?.filter { !said.contains($0.question) }
                try await weigh(questionnaire, ask, into: &record, &receipt)
                record.answersSeen = seen
            }
        }
        if reply.choice == .skip {
            // Nobody who passes on the rest takes back what they said.
            try await add(to: &record, of: ask, except: [], received?.standing?.given)
            let answers = Dictionary(record.answers.map { ($0.question, $0.value) }) { first, _ in first }
            record.scores = try await questionnaire(of: ask)?.scores(of: answers) ?? []
        }
        // Where the answers go, what they chose goes with them.
        if reply.choice == .skip, record.answersSeen == nil { record.wishes = [] }
        if let support = receipt.support, let received { record.messages = [received.message(.support(support))] }
        guard try await applyGoals(reply, of: ask, into: &record) else {
            return .closed(.goalMoved)
        }
        do {
            defer { bell.ring() }
            let state = try await replies.keep(
                KeptReply(
                    record, toAsk: id, reply.choice == .decline ? .decline : .answer, whilePairIs: asking,
                    at: clock.now()))
            receipt.isLate = state == .late
        } catch is InvalidTransition {
            return .closed(.over)
        }
        if receipt.isTold { receipt.isTold = try await isTold(of: ask.member) }
        if reply.choice == .answer, received == nil { receipt.trend = try await ownCourse(after: ask) }
        return .kept(receipt)
    }

    /// What somebody is shown for a form that came twice: the same as the first time, while nothing is done twice.
    private func receipt(again reply: AskReply, _ ask: Ask) async throws -> ReplyReceipt {
        var receipt = ReplyReceipt(isLate: ask.state == .late)
        guard reply.choice == .answer else { return receipt }
        if let questionnaire = try await questionnaire(of: ask) {
            var record = ReplyRecord()
            _ = read(reply, to: questionnaire, into: &record)
            try await weigh(questionnaire, ask, into: &record, &receipt)
            if receipt.isTold { receipt.isTold = try await isTold(of: ask.member) }
        }
        receipt.trend = try await ownCourse(after: ask)
        return receipt
    }

    public func stop(byAsk id: String) async throws {
        guard let ask = try await store.ask(id) else { return }
        try await store.setStopped(ask.member, true, at: clock.now())
    }

    public func pause(byAsk id: String, until instant: Instant?) async throws {
        guard let ask = try await store.ask(id) else { return }
        if let instant {
            try await store.setPaused(ask.member, until: instant, at: clock.now())
            try await store.noteAnswer(of: ask.member, at: clock.now())
        } else {
            try await store.setStopped(ask.member, false, at: clock.now())
        }
    }

    public func confirmContact(byAsk id: String) async throws {
        try await store.verifyContact(ofAsk: id, at: clock.now())
    }

    public func sendFreshLink(forAsk id: String) async throws -> Bool {
        guard let ask = try await store.ask(id), let old = try await store.message(forAsk: id) else { return false }
        let now = clock.now()
        try await store.noteAnswer(of: ask.member, at: now)
        // At most one an hour for one ask, however often the button is pressed.
        let hour = now.milliseconds / 3_600_000
        try await store.addMessage(
            OutboxMessage(
                id: Digest.hex(of: "fresh|\(id)|\(hour)"), run: old.run, job: old.job, step: old.step,
                part: "fresh link \(hour)", member: ask.member, channel: old.channel, message: old.message,
                values: old.values, ask: id,
                purpose: old.purpose, ignoresQuietHours: true, deliveryClass: .interactive, replaces: "ask \(id)",
                dueAt: now, expiresAt: now + .hours(1), createdAt: now))
        return true
    }

    public func channelPage(forMessage id: String) async throws -> ChannelPage? {
        guard let message = try await store.message(id), let member = try await store.person(message.member) else {
            return nil
        }
        let configuration = catalog.configuration
        let languages = member.languages + configuration.languages
        return ChannelPage(
            languages: languages, programLabel: configuration.label,
            help: configuration.help.text.text(for: languages))
    }

    public func setChannel(ofMessage id: String, isWanted: Bool) async throws -> Bool {
        if isWanted { return try await store.reopenContact(ofMessage: id, at: clock.now()) }
        let stop = MessageReturn(kind: .unsubscribed, reason: "asked there for no more messages")
        // Also when nothing was changed, as the address is closed already or theirs no more: then nothing goes there.
        return try await store.takeReturn(stop, of: id, at: clock.now()) != .unknown
    }

    private func pairing(of ask: Ask) async throws -> Pairing? {
        guard ask.kind == .pairing || ask.kind == .pairFollowUp, let subject = ask.subject else { return nil }
        return try await store.pairings([PairingID(subject)]).first
    }

    /// Adds the answers that were given before to those of a reply that says nothing about them.
    private func add(
        to record: inout ReplyRecord, of ask: Ask, except takenBack: Set<String>, _ known: [AnswerRecord]?
    ) async throws {
        var given = known ?? []
        if known == nil { given = try await answers(to: ask) }
        let said = takenBack.union(record.answers.map(\.question))
        record.answersSeen = given
        record.answers += given.filter { !said.contains($0.question) }
    }

    /// What is kept of the answers to an ask.
    private func answers(to ask: Ask) async throws -> [AnswerRecord] {
        ask.answeredAt == nil ? [] : try await store.answers(toAsk: ask.id)
    }

    func read(
        _ reply: AskReply, to questionnaire: Questionnaire?, into record: inout ReplyRecord
    ) -> [UnreadableAnswer] {
        var unreadable: [UnreadableAnswer] = []
        for question in questionnaire?.questions ?? [] {
            guard let given = reply.answers[question.id] else { continue }
            do {
                guard let value = try question.read(given) else { continue }
                record.answers.append(
                    AnswerRecord(question: question.id, value: value, visibility: question.visibility))
                if question.kind == .wantsContact, value == "yes" { record.asksForCounselor = true }
            } catch {
                unreadable.append(error)
            }
        }
        return unreadable
    }
}
