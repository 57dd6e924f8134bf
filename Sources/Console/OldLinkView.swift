import Engine

/// What a link shows whose time is long over: the way to a fresh one, to fewer messages, and to help, and nothing of anybody.
struct OldLinkView: FormView {
    let page: AskPage
    let token: String
    /// What to say first, such as that nothing was chosen; nil for nothing.
    var notice: String?
    /// What to say after a choice; nil before one.
    var thanks: String?
    /// What was seen to of a reply that is not kept; nil for nothing.
    var heeded: ReplyReceipt?
    let given: [String: String] = [:]

    private var words: PageWords { PageWords.words(for: page.languages) }

    var html: String {
        var content: [HTML] = [hint(page.programLabel), .element("h1", [], [.text(words.oldLink)])]
        if let heeded {
            content += SupportView(receipt: heeded, languages: page.languages, isCovered: nil).heeded
        }
        if let thanks { content.append(.element("p", [("role", "status")], [.text(thanks)])) }
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        content += [
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/fresh-link")],
                [.element("p", [], [.element("button", [], [.text(words.freshLink)])])]),
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/preferences")],
                [
                    fieldset(
                        words.preferences, "",
                        [option("wish", "pause", words.pauseWeek), option("wish", "stop", words.stopAll)]),
                    .element("p", [], [.element("button", [("class", "quiet")], [.text(words.save)])]),
                ]),
            .element("p", [], [.element("a", [("href", "/a/\(token)/harm")], [.text(words.harmDoor)])]),
            hint(page.help),
        ]
        return HTML.page(title: page.programLabel, language: words.language, content)
    }
}
