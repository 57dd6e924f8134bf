import Engine

/// The page behind the door for harm: whom to turn to, one choice, and room for words.
struct HarmView: FormView {
    let page: AskPage
    let token: String
    /// What to say first, such as that nothing was chosen; nil for nothing.
    var notice: String?
    var given: [String: String] = [:]

    private var words: PageWords { PageWords.words(for: page.languages) }

    var html: String {
        var content: [HTML] = [.element("h1", [], [.text(words.harmDoor)])]
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        if page.isCovered == false { content.append(.element("p", [], [.text(words.notRead)])) }
        content.append(.element("p", [], [.text(page.help)]))
        content.append(
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/harm")],
                [
                    option("harm", "yes", words.harmYes), area("words", words.harmWords, rows: 3),
                    .element("p", [], [.element("button", [], [.text(words.harmSend)])]),
                ]))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }
}
