import Community
import Engine
import Scheduling
import Testing

@testable import Console

/// What a goal review's page shows, and what a submitted one says.
@Suite struct GoalReviewPageTests {
    private static let ana = MemberID("ana")

    private static func page(_ goals: [Goal], language: String = "en", ratings: [GoalRating] = []) -> AskPage {
        AskPage(
            ask: Ask(
                id: "a", kind: .goalReview, member: ana, subject: nil, questionnaire: nil, askedAt: Instant(seconds: 0),
                expiresAt: Instant(seconds: 9)),
            preferredName: "Ana", languages: [language], questionnaire: nil, goals: goals, ratings: ratings,
            invitation: nil, programLabel: "Riverside", help: "Call 112")
    }

    private static func goal(
        _ id: String = "g", _ words: String = "walk <b>slowly</b>", kind: GoalKind = .aim,
        category: GoalCategory? = nil,
        thoughts: GoalThoughts = GoalThoughts(), state: GoalState = .active, steps: [String] = []
    ) -> Goal {
        Goal(
            id: GoalID(id), member: ana, ownWords: words, kind: kind, category: category, setAt: Instant(seconds: 0),
            state: state, thoughts: thoughts, stepsTaken: steps)
    }

    private static func html(_ page: AskPage) -> String { AskPageView(page: page, token: "t", mark: "m").html }

    @Test func `S1-26: steps taken stand before everything else, in the words they were written in`() throws {
        let html = Self.html(Self.page([Self.goal(steps: ["once round the <pond>"]), Self.goal("h", "sing")]))
        let step = try #require(html.firstRange(of: "once round the &lt;pond&gt;")?.lowerBound)
        for later in ["walk &lt;b&gt;slowly&lt;/b&gt;", "sing", "textarea", "goal.g.event"] {
            #expect(step < (try #require(html.firstRange(of: later)?.lowerBound)))
        }
    }

    @Test(arguments: [
        ("en", "You are here, and that counts."), ("pt", "Está aqui, e isso conta."),
        ("pl", "Jesteś tutaj i to się liczy."), ("ar", "أنت هنا، وهذا مهم."),
    ])
    func `S1-26: without a step, being there is one`(language: String, words: String) throws {
        #expect(Self.html(Self.page([Self.goal()], language: language)).contains(words))
    }

    @Test func `S2-5: a practice can be practised or let go, and has no levels`() {
        let html = Self.html(Self.page([Self.goal(kind: .practice)]))
        #expect(html.contains("value=\"practise\"") && html.contains("value=\"let_go\""))
        #expect(!html.contains("value=\"achieve\"") && !html.contains("goal.g.level"))
    }

    @Test func `members see words and their own levels, and never a score`() throws {
        let thoughts = GoalThoughts(levels: [.muchMore: "over the hill"])
        let ratings = [3, 6].map {
            GoalRating(goal: GoalID("g"), by: Self.ana, at: Instant(seconds: Int64($0)), confidence: GoalRuler($0))
        }
        let html = Self.html(Self.page([Self.goal(thoughts: thoughts)], ratings: ratings))
        #expect(html.contains("over the hill") && html.contains("as far as I hoped") && html.contains("3 → 6"))
        for word in ["T-score", "score", "50"] { #expect(!html.contains(word)) }
    }

    @Test(arguments: [(2, true), (4, false)])
    func `S4-12: what matters little is asked about, without a word of blame`(importance: Int, isAsked: Bool) {
        let thoughts = GoalThoughts(importance: GoalRuler(importance))
        #expect(Self.html(Self.page([Self.goal(thoughts: thoughts)])).contains("Is this still yours?") == isAsked)
    }

    @Test func `S1-19: a goal of peer work tells of the way there`() {
        #expect(Self.html(Self.page([Self.goal(category: .peerWork)])).contains("a way to become a peer worker"))
        #expect(!Self.html(Self.page([Self.goal(category: .work)])).contains("a way to become a peer worker"))
    }

    @Test func `nothing is preselected, and a page of five goals stays small`() {
        let goals = (0..<5).map { Self.goal("g\($0)") }
        let html = Self.html(Self.page(goals))
        #expect(!html.contains("checked") && !html.contains("selected"))
        #expect(html.utf8.count < 40_000)
    }

    private static func reply(_ fields: [String: String], _ goals: [Goal] = [goal()]) -> AskReply? {
        ReplyReader.reply(fields.merging(["choice": "answer"]) { $1 }, to: page(goals))
    }

    @Test func `a form of a hundred goals is read, and one of more fields than anybody has is not`() throws {
        let goals = (0..<100).map { Self.goal("g-\($0)") }
        let names = Self.html(Self.page(goals)).split(separator: " name=\"").dropFirst()
            .map { $0.prefix { $0 != "\"" } }.filter { $0 != "choice" }
        let form = (["choice=skip"] + Set(names).sorted().map { "\($0)=" }).joined(separator: "&")
        let fields = try #require(FormReader.fields(of: Array(form.utf8)))
        #expect(fields.count > 700 && ReplyReader.reply(fields, to: Self.page(goals))?.choice == .skip)
        let many = (0...4_000).map { "f\($0)=" }.joined(separator: "&")
        #expect(FormReader.fields(of: Array(many.utf8)) == nil)
    }

    @Test func `a form says what was chosen and written, and nothing else`() throws {
        let reply = try #require(
            Self.reply([
                "goal.g.event": "let_go", "goal.g.step": "once", "goal.g.next": "call", "goal.g.next_on": "2026-12-01",
                "goal.g.level": "-1", "goal.g.importance": "8", "goal.g.confidence": "11", "goal.x.event": "achieve",
                "goal.new": "sing", "goal.new.practice": "yes", "goals.review_on": "2026-12-24",
            ]))
        let goal = try #require(reply.goals.first)
        #expect(reply.goals.count == 1 && goal.event == .letGo && goal.stepTaken == "once")
        #expect(goal.nextStep == "call" && goal.nextStepOn?.iso8601 == "2026-12-01")
        #expect(goal.level == .somewhatLess && goal.importance == GoalRuler(8) && goal.confidence == nil)
        #expect(reply.newGoal == "sing" && reply.newGoalKind == .practice)
        #expect(reply.reviewOn?.iso8601 == "2026-12-24")
    }

    @Test(
        arguments: [
            (["goal.g.words": "walk on Sundays"], .change, "walk on Sundays"),
            (["goal.g.words": "walk on Sundays", "goal.g.event": "rest"], .rest, "walk on Sundays"),
            (["goal.g.words": "walk", "goal.g.event": "resume"], .change, "walk"),
            (["goal.g.event": "change"], nil, nil), (["goal.g.event": "change", "goal.g.words": " \n"], nil, nil),
            (["goal.g.words": " ", "goal.g.step": "\t", "goal.g.next": " ", "goal.new": " "], nil, nil),
            (["goal.g.event": "nonsense"], nil, nil),
        ] as [([String: String], GoalState.Event?, String?)])
    func `other words change a goal that one has`(fields: [String: String], event: GoalState.Event?, words: String?) {
        let goal = Self.reply(fields)?.goals.first
        #expect(goal?.event == event && goal?.words == words)
    }

    @Test(arguments: ["en", "pt", "pl", "ar"])
    func `what could not be read is said in their own language`(
        language: String
    ) throws {
        let idea = Goal.suggested(
            "Lead the circle", as: GoalID("h"), to: Self.ana, by: MemberID("maria"), at: Instant(seconds: 0))
        let page = Self.page([Self.goal(), idea], language: language)
        let faults = ["another day", "goal g", "goal h"].map { UnreadableAnswer(question: $0, expected: "in English") }
        let words = RefusalWords.words(for: [language])
        let notice = words.notice(of: faults, on: page)
        #expect(words.language == language && notice.hasPrefix(words.lookAgain))
        for part in [words.afterToday, words.wordsOrChoice, words.choiceToo, "walk <b>slowly</b>", "Lead the circle"] {
            #expect(notice.contains(part))
        }
        for part in ["goal g", "in English"] { #expect(!notice.contains(part)) }
    }

    @Test func `a form that was not kept comes back as it was sent, and open where something stands`() throws {
        let fields = [
            "choice": "answer", "goal.g.event": "rest", "goal.g.step": "once <b>", "goal.g.words": "walk",
            "goals.review_on": "2026-11-19", "goal.new.practice": "yes", "goal.new": "sing",
        ]
        var page = Self.page([Self.goal()])
        page.today = CivilDate(iso8601: "2026-11-19")
        let html = AskPageView(page: page, token: "t", mark: "m", notice: "look again", given: fields).html
        for part in [
            "name=\"goal.g.event\" value=\"rest\" checked", ">once &lt;b&gt;</textarea>", ">sing</textarea>",
            "name=\"goal.new.practice\" value=\"yes\" checked",
        ] { #expect(html.contains(part), "\(part)") }
        #expect(html.contains("<details open>") && html.contains("min=\"2026-11-20\" value=\"2026-11-19\""))
        #expect(html.split(separator: " checked").count == 3)
    }

    @Test func `words beside a suggestion go along without a choice, and decide nothing`() throws {
        let idea = Goal.suggested(
            "Lead the circle", as: GoalID("g"), to: Self.ana, by: MemberID("maria"), at: Instant(seconds: 0))
        let words = try #require(Self.reply(["goal.g.words": "open the door"], [idea])?.goals.first)
        #expect(words.event == nil && words.words == "open the door" && words.isUnclear)
        let accepted = Self.reply(["goal.g.words": "open the door", "goal.g.event": "accept"], [idea])
        #expect(accepted?.goals.first?.event == .accept && accepted?.goals.first?.words == "open the door")
        let html = Self.html(Self.page([idea]))
        #expect(
            html.contains("Lead the circle") && html.contains("value=\"accept\"") && html.contains("value=\"decline\""))
    }
}
