public import Community
import Messages
import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    /// The questions as they were when somebody was asked; as the files have them where that is not kept.
    func questionnaire(of ask: Ask) async throws -> Questionnaire? {
        let current = ask.questionnaire.flatMap { catalog.questionnaires[$0] }
        guard let version = ask.questionnaireVersion, version != current?.version else { return current }
        return try await store.questionnaire(version: version) ?? current
    }

    /// Scores the answers, and notes what of them asks for a person.
    ///
    /// Free words that only their giver sees are looked at for nobody but them: they are shown whom to turn to.
    func weigh(
        _ questionnaire: Questionnaire, _ ask: Ask, into record: inout ReplyRecord, _ receipt: inout ReplyReceipt
    ) async throws {
        let answers = Dictionary(record.answers.map { ($0.question, $0.value) }) { first, _ in first }
        record.scores = questionnaire.scores(of: answers)
        // What was answered earlier was looked at then.
        let earlier = Set((record.answersSeen ?? []).filter { answers[$0.question] == $0.value }.map(\.question))
        record.signals = questionnaire.touchedSafetyItems(by: answers).map(\.question)
            .filter { !earlier.contains($0) }.map { SafetySignal(.item, question: $0) }
        for question in questionnaire.questions where question.kind == .text && !earlier.contains(question.id) {
            guard let text = answers[question.id], catalog.attention.occur(in: text) else { continue }
            receipt.noticedWords = true
            if question.visibility != .me { record.signals.append(SafetySignal(.words, question: question.id)) }
        }
        record.ladder = ladder
        receipt.isTold = !record.signals.isEmpty
        if receipt.isTold || receipt.noticedWords {
            receipt.support = support(for: try await store.person(ask.member)?.languages ?? [])
        }
        readWishes(in: questionnaire, ask, answers, into: &record)
    }

    /// Notes whom to turn to, for somebody who wrote of danger and then chose not to send it.
    ///
    /// What they did not send is kept nowhere, and nobody is told: it was theirs to hold back.
    func lookAtUnsent(_ reply: AskReply, toAsk id: String, _ receipt: inout ReplyReceipt) async throws {
        guard reply.choice == .skip || reply.choice == .later,
            reply.answers.values.contains(where: catalog.attention.occur), let ask = try await store.ask(id)
        else { return }
        receipt.support = support(for: try await store.person(ask.member)?.languages ?? [])
        receipt.noticedWords = true
        receipt.isUnsent = true
    }

    /// Notes what somebody chose for themselves; nothing where they said nothing more about it.
    private func readWishes(
        in questionnaire: Questionnaire, _ ask: Ask, _ answers: [String: String], into record: inout ReplyRecord
    ) {
        let isAboutChoices =
            switch ask.kind {
            case .care, .welcome, .fading: true
            case .checkIn, .goalReview, .pairing, .pairFollowUp, .mentorRest, .help, .concern, .leaving, .reflection:
                false
            }
        let choices = questionnaire.questions.filter { if case .choice = $0.kind { isAboutChoices } else { false } }
        // What is said of a pair is for the counselor of it; elsewhere somebody is to be in touch.
        let contacts = questionnaire.questions.filter { $0.kind == .wantsContact && ask.kind != .pairFollowUp }
        if let seen = record.answersSeen {
            // What they chose earlier was done then, and may have been seen to since.
            let before = Dictionary(seen.map { ($0.question, $0.value) }) { first, _ in first }
            if (choices + contacts).allSatisfy({ answers[$0.id] == before[$0.id] }) { return }
        }
        let chosen = choices.compactMap { answers[$0.id] }.sorted()
        var wishes: [CareWish] =
            switch ask.kind {
            // An offer of fewer never brings more.
            case .fading: chosen.compactMap(AskFrequency.init).map(CareWish.rarer)
            // The end of a welcome asks how often, and nothing else.
            case .welcome: chosen.compactMap { CareWish(choice: $0, at: clock.now()) }.filter(\.isFrequency)
            default: chosen.compactMap { CareWish(choice: $0, at: clock.now()) }
            }
        if contacts.contains(where: { answers[$0.id] == "yes" }) { wishes.append(.call) }
        record.wishes = wishes
    }

    /// Whom to turn to right now, in one of somebody's languages.
    func support(for languages: [String]) -> String {
        let configuration = catalog.configuration
        let languages = languages + configuration.languages
        return configuration.safety.country.flatMap { catalog.crisis.words(in: $0, for: languages) }
            ?? configuration.help.text.text(for: languages)
    }

    /// Whether somebody reads what comes in now; nil where the program says nothing about it.
    var isCovered: Bool? {
        let hours = catalog.configuration.safety.hours
        return hours.windows.isEmpty ? nil : hours.holds(at: clock.now(), in: programZone)
    }

    public func report(byAsk id: String, words: String?) async throws -> ReplyReceipt? {
        guard let ask = try await store.ask(id) else { return nil }
        defer { bell.ring() }
        let words = words.map { String($0.prefix(Question.longestText)) }
        try await store.raise(
            [SafetySignal(.harm, words: words)], about: ask.member, ask: id,
            ladder: ladder, at: clock.now())
        try await store.noteAnswer(of: ask.member, at: clock.now())
        return ReplyReceipt(
            support: support(for: try await store.person(ask.member)?.languages ?? []),
            isTold: try await isTold(of: ask.member))
    }

    /// Whether somebody of the program knows that somebody should look in: nothing is said that is not so.
    func isTold(of member: MemberID) async throws -> Bool {
        guard let flag = try await store.safetyFlag(of: member), flag.state != .open else { return false }
        guard flag.state.climbs else { return true }
        // What went to somebody earlier may not have arrived.
        let last = try await store.safetyHistory(of: flag.id).steps.last { $0.event == .notify }
        return last.map { !$0.who.isEmpty } ?? false
    }

    public func setTrend(byAsk id: String, isShown: Bool) async throws {
        guard let ask = try await store.ask(id) else { return }
        try await store.setPreference(.trend, of: ask.member, to: isShown ? nil : "off")
        try await store.noteAnswer(of: ask.member, at: clock.now())
    }

    /// Who is told of a flag now, one after the other, with who is on duty at this hour and by what they are reached.
    public var ladder: SafetyLadder {
        let configuration = catalog.configuration
        var ladder = configuration.safety.rungs(at: clock.now(), in: programZone)
        ladder.reach = configuration.reach
        return ladder
    }

    /// Tells the next on the ladder of each flag that nobody has taken on in time.
    ///
    /// - Returns: When to look again; nil when nothing waits.
    func climbSafety() async throws -> Instant? {
        try await store.climb(ladder, at: clock.now()).next
    }

    func putOff(
        _ ask: Ask, _ snooze: Snooze?, _ received: ReceivedMark? = nil, _ form: String? = nil
    ) async throws -> ReplyOutcome {
        let now = clock.now()
        // The same page again, once its question has come back, is a wish of its own.
        func digest(_ snoozes: Int) -> String? { form.map { Digest.hex(of: "\($0)|\(snoozes)") } }
        if ask.snoozes > 0, let last = digest(ask.snoozes - 1), try await store.keptForm(ofAsk: ask.id) == last,
            let next = try await store.message(Self.laterID(ask, snoozes: ask.snoozes - 1)), next.dueAt > now
        {
            return .kept(ReplyReceipt(laterAt: next.dueAt))
        }
        guard let snooze, ask.kind != .pairing, Snooze.offered(for: ask, at: now).contains(snooze) else {
            return .closed(.tooLong)
        }
        let old = try await store.message(forAsk: ask.id)
        let at = now + snooze.wait
        let message = old.map { old in
            OutboxMessage(
                id: Self.laterID(ask, snoozes: ask.snoozes), run: old.run, job: old.job, step: old.step,
                part: "\(old.part) later \(ask.snoozes + 1)", member: ask.member, channel: old.channel,
                message: old.message, values: old.values, ask: ask.id, purpose: old.purpose,
                ignoresQuietHours: old.ignoresQuietHours, thread: old.thread, state: .deferred, dueAt: at,
                expiresAt: ask.expiresAt, createdAt: now)
        }
        do {
            defer { bell.ring() }
            try await store.snooze(
                ask.id, snooze, sending: message, received: received, form: digest(ask.snoozes), at: now)
        } catch is InvalidTransition {
            return .closed(.tooLong)
        }
        return .kept(ReplyReceipt(laterAt: at))
    }

    /// The id of the message that asks again, after so many that did before.
    private static func laterID(_ ask: Ask, snoozes: Int) -> String { Digest.hex(of: "later|\(ask.id)|\(snoozes)") }

    /// How somebody's own answers to the same questions have been lately, unless they do not want to see it.
    func ownCourse(after ask: Ask) async throws -> [TrendLine] {
        guard let questionnaire = try await questionnaire(of: ask), let member = try await store.person(ask.member),
            try await store.preferences(.trend, of: [member.id])[member.id] != "off"
        else { return [] }
        let answers = try await store.datedAnswers(
            of: member.id, to: questionnaire.id, since: clock.now() - .days(90))
        let zone = zone(ofMemberIn: member.timeZone)
        func line(_ title: LocalizedText, _ range: ClosedRange<Int>?, _ name: String) -> TrendLine? {
            let points = answers.filter { $0.question == name }.compactMap { answer in
                Int(answer.value).map { TrendLine.Point(day: zone.civil(at: answer.at).date, value: $0) }
            }.suffix(TrendLine.longest)
            guard let range, points.count >= 2 else { return nil }
            return TrendLine(title: title, range: range, points: Array(points))
        }
        let scales = questionnaire.questions.compactMap { question -> TrendLine? in
            guard case .scale(let low, let high) = question.kind else { return nil }
            return line(question.text, low...high, question.id)
        }
        let scores = (questionnaire.instrument?.scores ?? []).prefix(1).compactMap { rule in
            line(questionnaire.title, rule.range(of: questionnaire.questions), rule.variant)
        }
        return scales + scores
    }
}
