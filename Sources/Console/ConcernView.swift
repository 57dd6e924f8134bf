import Community
import Engine
import Scheduling

/// What somebody can write when something did not sit well: four open questions and who reads it first, and what they wrote
/// before that stands.
struct ConcernView: FormView {
    let page: ConcernPage
    let token: String
    /// What to say first, such as that nothing was chosen; nil for nothing.
    var notice: String?
    /// What they are shown for what they sent; nil before that.
    var receipt: ReplyReceipt?
    /// What was seen to of words that are not kept; nil for nothing.
    var heeded: ReplyReceipt?
    var given: [String: String] = [:]

    private var words: PageWords { PageWords.words(for: page.languages) }
    private var own: ConcernPageWords { ConcernPageWords.words(for: page.languages) }

    var html: String {
        var content: [HTML] = []
        if let receipt {
            if let support = receipt.support {
                content.append(.element("p", [], [.text(words.noticedWords)]))
                content.append(.element("p", [("role", "alert")], [.element("strong", [], [.text(support)])]))
            }
            if receipt.isTold { content.append(.element("p", [], [.text(words.lookIn)])) }
            content.append(.element("p", [("role", "status")], [.text(words.thanks)]))
        }
        if let heeded { content += SupportView(receipt: heeded, languages: page.languages, isCovered: nil).heeded }
        content.append(.element("h1", [], [.text(own.title)]))
        if page.isCovered == false { content.append(hint(words.notRead)) }
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        content.append(
            .element(
                "p", [],
                [
                    .text(own.harmFirst + " "),
                    .element("a", [("href", "/a/\(token)/harm")], [.text(words.harmDoor)]),
                ]))
        content += standing
        content.append(form)
        content.append(hint(page.help))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }

    private var form: HTML {
        let questions = [
            ("happened", own.happened), ("need", own.need), ("repair", own.repair), ("support", own.support),
        ]
        let peers = page.peers.map { option("first", "peer \($0.id)", $0.name) }
        let group = page.hasGroup ? [option("first", "group", own.group)] : []
        let hours = Int(page.hold.components.seconds / 3_600)
        return .element(
            "form", [("method", "post"), ("action", "/a/\(token)/concern")],
            [hint(own.intro)] + questions.map { area($0, $1) }
                + [
                    fieldset(
                        own.first, "\(own.after) \(hours) h.", peers + group + [option("first", "team", own.team)]),
                    .element("p", [], [.element("button", [], [.text(words.send)])]),
                ])
    }

    /// What they raised that has not come to its end.
    private var standing: [HTML] {
        guard !page.standing.isEmpty else { return [] }
        let lines = page.standing.map { line in
            let until = line.heldUntil.map { " \(own.until) \($0.date) \($0.time)" } ?? ""
            let name = "concern.\(line.id)"
            var options = [option(name, "settle", own.settle), option(name, "withdraw", own.withdraw)]
            if line.state.isHeld { options.append(option(name, "release", own.release)) }
            return fieldset(line.words, (own.states[line.state.rawValue] ?? "") + until, options)
        }
        return [
            .element("h2", [], [.text(own.wrote)]),
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/concern")],
                lines + [.element("p", [], [.element("button", [], [.text(words.save)])])]),
        ]
    }
}

/// What somebody is to read before anybody else.
struct ConcernSightView: FormView {
    let page: AskPage
    let given: [String: String] = [:]

    private var own: ConcernPageWords { ConcernPageWords.words(for: page.languages) }

    /// What stands between the form's tags.
    var content: [HTML] {
        guard let concern = page.concern else { return [.element("h1", [], [.text(own.gone)])] }
        let parts = zip([own.happened, own.need, own.repair, own.support], concern.words.parts).filter { !$1.isEmpty }
        let until = concern.heldUntil.map { [hint("\(own.teamFrom) \($0.date) \($0.time)")] } ?? []
        return [
            .element("h1", [], [.text("\(concern.raisedByName) \(own.readFirst)")]),
            .element(
                "dl", [],
                parts.flatMap { question, text in
                    [.element("dt", [], [.text(question)]), .element("dd", [("dir", "auto")], [.text(text)])]
                }),
            hint(own.nothingElse),
        ] + until + [
            .element("p", [], [.element("button", [("name", "choice"), ("value", "answer")], [.text(own.heard)])])
        ]
    }
}
