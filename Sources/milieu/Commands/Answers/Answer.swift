import ArgumentParser
import Community
import Delivery
import Engine
import Persistence
import PluginKit
import Scheduling

struct Answer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer", abstract: "Answers what somebody is asked, as their page does.",
        discussion: """
            For somebody at a desk who answers together with a person, and for trying things out. Without an answer it shows
            what is asked, and changes nothing. Every question can be left out.

            EXAMPLES
              milieu answer --member ana                          what Ana is asked now
              milieu answer --member ana connection=7 high="sun"
              milieu answer --member ana --skip
              milieu answer --member ana --later 1h
              milieu answer https://milieu.example.org/a/… --yes
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "An ask's id or link, unless --member is given; then QUESTION=ANSWER.") var words: [String] = []
    @Option(help: "The newest that this person is asked and has not answered.") var member: String?
    @Flag(help: "Nothing this time, which is as good an answer as any.") var skip = false
    @Flag(help: "To an invitation: yes.") var yes = false
    @Flag(help: "To an invitation: no.") var no = false
    @Option(help: "Ask again in 1h, 3h or 12h.") var later: String?
    @Flag(help: "Somebody may be harmed: tells whoever is on call, now.") var harm = false
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let engine = workplace.engine
        let (ask, given) = try await asked(in: workplace)
        guard let page = try await engine.page(forAsk: ask) else {
            throw options.fail("no ask '\(ask)'; see milieu answer --member ID")
        }
        if harm {
            guard
                let receipt = try await engine.report(
                    byAsk: ask, words: given.isEmpty ? nil : given.joined(separator: " "))
            else { throw options.fail("no ask '\(ask)'") }
            return show(receipt, page)
        }
        guard let reply = try reply(to: page, given) else { return AskText(page: page).show(options.output) }
        switch try await engine.take(reply, toAsk: ask) {
        case .kept(let receipt): show(receipt, page)
        case .unreadable(let answers, let heeded):
            say(heeded)
            throw options.fail(answers.map(\.description).joined(separator: "; "), .usage)
        case .closed(let reason, let heeded):
            say(heeded)
            throw options.fail(heeded == nil ? "\(reason); nothing was changed" : "\(reason); nothing else was kept")
        }
    }

    /// The ask's id, and the words that are no part of it.
    private func asked(in workplace: Workplace) async throws -> (ask: String, given: [String]) {
        if let member {
            let person = try await options.member(member, in: workplace)
            guard let ask = try await workplace.store.openAsks(of: person.id, at: workplace.clock.now()).first else {
                throw options.fail("nothing waits for an answer of '\(member)'")
            }
            return (ask.id, words)
        }
        guard let first = words.first, !first.contains("=") else {
            throw options.fail("name an ask by its id or link, or a person by --member", .usage)
        }
        let token = String(first.split(separator: "/").last ?? "")
        return (workplace.links.id(from: token) ?? first, Array(words.dropFirst()))
    }

    /// What was chosen; nil when nothing was.
    private func reply(to page: AskPage, _ given: [String]) throws -> AskReply? {
        if [skip, yes, no, later != nil, !given.isEmpty].count(where: \.self) > 1 {
            throw options.fail("choose one: answers, --skip, --later, --yes or --no", .usage)
        }
        if let later {
            let known = Snooze.allCases.map(\.rawValue).joined(separator: ", ")
            guard let snooze = Snooze(rawValue: later) else {
                throw options.fail("--later: expected one of \(known), found '\(later)'", .usage)
            }
            return AskReply(choice: .later, snooze: snooze)
        }
        let isInvitation = page.ask.kind.isYesOrNo
        if (yes || no) != isInvitation, yes || no || skip || !given.isEmpty {
            throw options.fail(
                isInvitation ? "an invitation takes --yes or --no" : "this takes answers, --skip or --later", .usage)
        }
        if yes { return AskReply(choice: .answer) }
        if no { return AskReply(choice: .decline) }
        if skip { return AskReply(choice: .skip) }
        guard !given.isEmpty else { return nil }
        var answers: [String: String] = [:]
        let known = (page.questionnaire?.questions ?? []).map(\.id)
        for word in given {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, known.contains(parts[0]) else {
                let phrase = Suggestion.phrase(for: parts[0], among: known)
                throw options.fail(
                    "expected QUESTION=ANSWER with one of \(known.joined(separator: ", ")), found '\(word)'\(phrase)",
                    .usage)
            }
            answers[parts[0]] = parts[1]
        }
        return AskReply(choice: .answer, answers: answers)
    }

    /// What was seen to of an answer that is not kept.
    private func say(_ heeded: ReplyReceipt?) {
        if let support = heeded?.support { options.output.say(support) }
        if heeded?.isTold == true { options.output.say(Self.told) }
        if heeded?.wishIsKept == true {
            options.output.say("the wish for a call is kept; see milieu members reach-out")
        }
    }

    private static let told = "somebody on call was told; see milieu safety list"

    private func show(_ receipt: ReplyReceipt, _ page: AskPage) {
        if json {
            return options.output.result(
                JSONValue.object([
                    ("kept", .bool(true)), ("late", .bool(receipt.isLate)), ("support", .optional(receipt.support)),
                    ("told", .bool(receipt.isTold)), ("later_at", .optional(receipt.laterAt?.iso8601)),
                ]).text())
        }
        if let support = receipt.support { options.output.result(support) }
        if receipt.isTold { options.output.result(Self.told) }
        options.output.result(
            receipt.laterAt.map { "asked again at \($0.iso8601)" } ?? (receipt.isLate ? "kept as late" : "kept"))
        for line in receipt.trend {
            let values = line.points.map { String($0.value) }.joined(separator: ", ")
            options.output.result("\(line.title.text(for: page.languages)): \(values)")
        }
    }
}

/// What an ask's page shows, as text.
struct AskText {
    let page: AskPage

    func show(_ output: Output) {
        output.result("\(page.ask.id)  \(page.ask.kind.rawValue), until \(page.ask.expiresAt.iso8601)")
        if let invitation = page.invitation { output.result("\(invitation.otherName): --yes or --no, both are fine") }
        for question in page.questionnaire?.questions ?? [] {
            output.result("  \(question.id): \(question.text.text(for: page.languages)) (\(Self.answers(question)))")
        }
        if page.isCovered == false { output.say("Nobody of the team is reading right now.") }
        output.say(page.help)
    }

    private static func answers(_ question: Question) -> String {
        switch question.kind {
        case .scale(let low, let high): "\(low) to \(high)"
        case .choice(let choices): choices.map(\.id).joined(separator: ", ")
        case .yesNo, .wantsContact: "yes or no"
        case .text: "words"
        }
    }
}
