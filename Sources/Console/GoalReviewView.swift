import Community
import Engine
import Scheduling

/// The goals on the page of a review: what was done comes first, and every line may be left as it is.
struct GoalReviewView: FormView {
    let page: AskPage
    let given: [String: String]

    private var words: PageWords { PageWords.words(for: page.languages) }
    private var goalWords: GoalWords { GoalWords.words(for: page.languages) }

    var content: [HTML] {
        let own = page.goals.filter(\.state.isCurrent)
        let suggested = page.goals.filter { $0.state == .proposed }
        return steps(of: own) + own.map { goal($0) } + suggested.map { suggestion($0) }
            + [
                area("goal.new", words.newGoal),
                option("goal.new.practice", "yes", goalWords.toPractise, type: "checkbox"),
                line(
                    "goals.review_on", goalWords.anotherDay,
                    [("type", "date"), ("min", page.today?.adding(days: 1).iso8601)]),
            ]
    }

    /// The first thing on the page: the steps taken, or that being here is one.
    private func steps(of goals: [Goal]) -> [HTML] {
        let taken = goals.flatMap(\.stepsTaken)
        guard !taken.isEmpty else { return [.element("p", [], [.text(goalWords.showedUp)])] }
        return [
            .element("h2", [], [.text(words.stepsTaken)]),
            .element("ul", [], taken.map { .element("li", [], [.text($0)]) }),
        ]
    }

    private func goal(_ goal: Goal) -> HTML {
        let name = "goal.\(goal.id)"
        var content: [HTML] = []
        if let why = goal.thoughts.whyItMatters, !why.isEmpty {
            content.append(hint("\(goalWords.whyItMatters): \(why)"))
        }
        if let step = goal.thoughts.nextStep, !step.isEmpty {
            let day = goal.thoughts.nextStepOn.map { " (\($0.iso8601))" } ?? ""
            content.append(hint("\(goalWords.nextStep): \(step)\(day)"))
        }
        if goal.thoughts.asksIfStillTheirs { content.append(hint(goalWords.stillYours)) }
        if goal.category?.opensPathway == true { content.append(hint(goalWords.pathway)) }
        content.append(area("\(name).step", goal.kind == .practice ? goalWords.whatINoticed : words.stepITook))
        let end: (GoalState.Event, String) =
            goal.kind == .practice ? (.practise, goalWords.practised) : (.achieve, words.achieved)
        let rest: (GoalState.Event, String) =
            goal.state == .onHold ? (.resume, goalWords.resume) : (.rest, words.rest)
        content += [rest, end, (.letGo, words.letGo)].map { event, text in
            option("\(name).event", event.rawValue, text)
        }
        content.append(more(goal, name))
        return fieldset(goal.ownWords, "", content)
    }

    /// What opens on demand, so that a page with several goals stays short.
    private func more(_ goal: Goal, _ name: String) -> HTML {
        let ruler: [(String, String?)] = [("type", "number"), ("min", "0"), ("max", "10"), ("inputmode", "numeric")]
        var content = [
            area("\(name).words", goalWords.otherWords),
            area("\(name).next", goalWords.nextStep),
            line("\(name).next_on", goalWords.onWhichDay, [("type", "date")]),
            line("\(name).importance", goalWords.importance, ruler),
            line("\(name).confidence", goalWords.confidence + trend(of: goal), ruler),
        ]
        if goal.kind == .aim {
            let levels = GoalLevel.allCases.reversed().map { level in
                option(
                    "\(name).level", String(level.rawValue),
                    goal.thoughts.levels[level] ?? goalWords.levels[level] ?? "")
            }
            content.append(fieldset(goalWords.howFar, "", levels))
        }
        // What they wrote in it and what was not kept is not hidden from them.
        let hasGiven = ["words", "next", "next_on", "importance", "confidence", "level"].contains {
            !(given["\(name).\($0)"] ?? "").isEmpty
        }
        return .element(
            "details", [("open", hasGiven ? "" : nil)],
            [.element("summary", [], [.text(goalWords.more)])] + content)
    }

    /// How sure they were at other times, for nobody else's eyes: ` (4 → 6)`.
    private func trend(of goal: Goal) -> String {
        let values = page.ratings.filter { $0.goal == goal.id }.compactMap(\.confidence).suffix(4)
        return values.isEmpty ? "" : " (\(values.map { String($0.value) }.joined(separator: " → ")))"
    }

    private func suggestion(_ goal: Goal) -> HTML {
        let name = "goal.\(goal.id)"
        return fieldset(
            goal.shownWords, goalWords.suggested,
            [
                option("\(name).event", GoalState.Event.accept.rawValue, goalWords.makeItMine),
                option("\(name).event", GoalState.Event.decline.rawValue, goalWords.notForMe),
                area("\(name).words", goalWords.inMyWords),
            ])
    }
}
