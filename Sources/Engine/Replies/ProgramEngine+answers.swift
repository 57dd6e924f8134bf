import Community
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
        record.ladder = catalog.configuration.safety.rungs
        receipt.isTold = !record.signals.isEmpty
        if receipt.isTold || receipt.noticedWords {
            receipt.support = support(for: try await store.person(ask.member)?.languages ?? [])
        }
        let chosen = questionnaire.questions.filter { if case .choice = $0.kind { true } else { false } }
        let wishes = chosen.compactMap { answers[$0.id] }.sorted().compactMap { CareWish(choice: $0, at: clock.now()) }
        switch ask.kind {
        case .care: record.wishes = wishes
        // The end of a welcome asks how often, and nothing else.
        case .welcome: record.wishes = wishes.filter(\.isFrequency)
        case .checkIn, .goalReview, .pairing, .pairFollowUp, .mentorRest: break
        }
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
            ladder: catalog.configuration.safety.rungs, at: clock.now())
        return ReplyReceipt(
            support: support(for: try await store.person(ask.member)?.languages ?? []),
            isTold: try await isTold(of: ask.member))
    }

    /// Whether somebody of the program knows that somebody should look in: nothing is said that is not so.
    func isTold(of member: MemberID) async throws -> Bool {
        try await store.safetyFlag(of: member).map { $0.state != .open } ?? false
    }

    public func setTrend(byAsk id: String, isShown: Bool) async throws {
        guard let ask = try await store.ask(id) else { return }
        try await store.setPreference(.trend, of: ask.member, to: isShown ? nil : "off")
    }

    /// Tells the next on the ladder of each flag that nobody has taken on in time.
    ///
    /// - Returns: When to look again; nil when nothing waits.
    func climbSafety() async throws -> Instant? {
        try await store.climb(catalog.configuration.safety.rungs, at: clock.now()).next
    }

    func putOff(_ ask: Ask, _ snooze: Snooze?, _ received: ReceivedMark? = nil) async throws -> ReplyOutcome {
        let now = clock.now()
        guard let snooze, ask.kind != .pairing, Snooze.offered(for: ask, at: now).contains(snooze) else {
            return .closed("it cannot wait that long")
        }
        let old = try await store.message(forAsk: ask.id)
        let at = now + snooze.wait
        let message = old.map { old in
            OutboxMessage(
                id: Digest.hex(of: "later|\(ask.id)|\(ask.snoozes)"), run: old.run, job: old.job, step: old.step,
                part: "\(old.part) later \(ask.snoozes + 1)", member: ask.member, channel: old.channel,
                message: old.message, values: old.values, ask: ask.id, purpose: old.purpose,
                ignoresQuietHours: old.ignoresQuietHours, thread: old.thread, state: .deferred, dueAt: at,
                expiresAt: ask.expiresAt, createdAt: now)
        }
        do {
            defer { bell.ring() }
            try await store.snooze(ask.id, snooze, sending: message, received: received, at: now)
        } catch is InvalidTransition {
            return .closed("it cannot wait that long")
        }
        return .kept(ReplyReceipt(laterAt: at))
    }

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
