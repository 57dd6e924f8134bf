import Community
import Engine

/// The page of one ask.
///
/// Every question may be left empty, nothing is preselected, and no word of it blames anybody.
struct AskPageView: FormView {
    let page: AskPage
    let token: String
    /// By which the form is known when it comes twice.
    let mark: String
    /// What to say first, such as that nothing was chosen; nil for nothing.
    var notice: String?
    /// What was seen to of a reply that is not kept; nil for nothing.
    var heeded: ReplyReceipt?
    var given: [String: String] = [:]

    private var words: PageWords { PageWords.words(for: page.languages) }

    var html: String {
        var content: [HTML] = [
            hint("\(page.programLabel)\(page.preferredName.isEmpty ? "" : " – \(page.preferredName)")")
        ]
        if let heeded {
            content += SupportView(receipt: heeded, languages: page.languages, isCovered: nil).heeded
        }
        if page.isCovered == false { content.append(hint(words.notRead)) }
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        if page.ask.state == .expired || page.ask.state == .late {
            content.append(hint(words.late))
            content.append(
                .element(
                    "form", [("method", "post"), ("action", "/a/\(token)/fresh-link")],
                    [button(words.freshLink, quiet: true)]))
        }
        content.append(form)
        content.append(
            .element(
                "p", [("class", "hint")],
                [
                    .text(page.help + " "),
                    .element("a", [("href", "/a/\(token)/preferences")], [.text(words.preferences)]),
                ]))
        // What did not sit well has time and goes first to whom it concerns; what may harm somebody waits for nothing.
        let doors = [("concern", ConcernPageWords.words(for: page.languages).door), ("harm", words.harmDoor)]
        content += doors.map { name, text in
            .element("p", [], [.element("a", [("href", "/a/\(token)/\(name)")], [.text(text)])])
        }
        return HTML.page(title: page.programLabel, language: words.language, content)
    }

    private var form: HTML {
        let inner: [HTML] =
            switch page.ask.kind {
            case .checkIn, .care, .welcome, .help, .leaving, .fading, .reflection:
                [.element("h1", [], [.text(title)]), hint(words.optional)] + questions + attribution + buttons
            case .goalReview:
                [.element("h1", [], [.text(title)]), hint(words.optional)]
                    + GoalReviewView(page: page, given: given).content
                    + questions + buttons
            case .pairing: invitation
            case .pairFollowUp:
                [.element("h1", [], [.text(title)])] + other + [pairWishes, hint(words.optional)] + questions + buttons
            case .mentorRest: mentorRest
            case .concern: ConcernSightView(page: page).content
            }
        // The token in the address is the only credential; without cookies no other site can act for anybody.
        let sign = HTML.element(
            "input", [("type", "hidden"), ("name", "form"), ("value", mark), ("autocomplete", "off")])
        return .element("form", [("method", "post"), ("action", "/a/\(token)")], [sign] + inner)
    }

    private var title: String { page.questionnaire?.title.text(for: page.languages) ?? page.programLabel }

    private var buttons: [HTML] {
        [
            .element(
                "p", [],
                [
                    .element("button", [("name", "choice"), ("value", "answer")], [.text(words.send)]), .text(" "),
                    .element(
                        "button", [("class", "quiet"), ("name", "choice"), ("value", "skip"), ("formnovalidate", "")],
                        [.text(words.skip)]),
                ])
        ] + later
    }

    /// Putting it off, for as long as its window allows.
    private var later: [HTML] {
        guard !page.snoozes.isEmpty else { return [] }
        let buttons = page.snoozes.flatMap { snooze -> [HTML] in
            let hours = "\(snooze.wait.components.seconds / 3_600) h"
            return [
                .text(" "),
                .element(
                    "button",
                    [
                        ("class", "quiet"), ("name", "choice"), ("value", "later \(snooze.rawValue)"),
                        ("formnovalidate", ""),
                    ], [.text(hours)]),
            ]
        }
        return [.element("p", [("class", "hint")], [.text(words.later)] + buttons)]
    }

    /// Who made the questions, as they ask to be named.
    private var attribution: [HTML] { page.questionnaire?.instrument.map { [hint($0.attribution)] } ?? [] }

    private var questions: [HTML] {
        (page.questionnaire?.questions ?? []).map { question in
            let text = question.text.text(for: page.languages)
            let name = "q.\(question.id)"
            let who = words.whoSees[question.visibility.rawValue] ?? ""
            let kept = kept(question)
            switch question.kind {
            case .scale(let low, let high):
                let options = (low...high).map { option(name, String($0), String($0)) }
                return fieldset(text, who, [.element("div", [("class", "row")], options)] + kept)
            case .choice(let choices):
                return fieldset(
                    text, who, choices.map { option(name, $0.id, $0.text.text(for: page.languages)) } + kept)
            case .yesNo:
                return fieldset(text, who, [option(name, "yes", words.yes), option(name, "no", words.no)] + kept)
            case .wantsContact:
                return .element(
                    "div", [("class", "field")], [option(name, "yes", text, type: "checkbox"), hint(who)] + kept)
            case .text: return .join([area(name, text, hint: who)] + kept)
            }
        }
    }

    /// That an answer is kept, and how to take it back; what it says is for nobody who happens to hold the phone.
    private func kept(_ question: Question) -> [HTML] {
        guard page.kept.contains(question.id) else { return [] }
        guard page.canTakeBack(question) else { return [hint(words.isKept)] }
        return [hint(words.isKept), option("back.\(question.id)", "yes", words.takeBack, type: "checkbox")]
    }

    private var invitation: [HTML] {
        guard let invitation = page.invitation else { return [] }
        let role = invitation.isForNewcomer ? words.wouldAccompany : words.saidYes
        return [
            .element("h1", [], [.text("\(invitation.otherName) \(role)")]),
            .element("ul", [], invitation.reasons.map { .element("li", [], [.text($0)]) }),
            fieldset(
                words.eitherIsFine, "",
                [option("choice", "answer", words.yes), option("choice", "decline", words.no)]),
            .element("p", [], [button(words.send, quiet: false)]),
        ]
    }

    private var other: [HTML] { (page.invitation?.otherName).map { $0.isEmpty ? [] : [hint($0)] } ?? [] }

    private var pairWishes: HTML {
        fieldset(
            words.allAreFine, "",
            PairWish.allCases.map { option("pair", $0.rawValue, words.pairWishes[$0.rawValue] ?? $0.rawValue) }
                + (page.kept.contains(PairWish.question) ? [hint(words.isKept)] : []))
    }

    private var mentorRest: [HTML] {
        [
            .element("h1", [], [.text(words.newPairs)]),
            fieldset(
                words.eitherIsFine, "",
                [
                    option("choice", "answer", words.newPairsAgain), option("choice", "decline", words.restLonger),
                ]),
            .element("p", [], [button(words.send, quiet: false)]),
        ]
    }

    private func button(_ text: String, quiet: Bool) -> HTML {
        .element("button", [("class", quiet ? "quiet" : nil)], [.text(text)])
    }
}
