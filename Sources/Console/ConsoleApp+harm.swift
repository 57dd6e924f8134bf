import Community
import Engine
import Hummingbird

/// The door that is always open: somebody may be harmed.
///
/// It goes past every wait to whoever is on call, and shows whom to turn to in the same moment.
extension ConsoleApp {
    func showHarmDoor(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        return PageResponse(.ok, harmPage(page, token, notice: nil))
    }

    func takeHarm(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        let fields = try await fields(of: request) ?? [:]
        guard fields["harm"] == "yes" else {
            let words = PageWords.words(for: page.languages)
            return PageResponse(.unprocessableContent, harmPage(page, token, notice: words.nothingChosen))
        }
        let given = fields["words"].flatMap { $0.isEmpty ? nil : $0 }
        guard let receipt = try await desk.report(byAsk: page.ask.id, words: given) else { return wrongLink }
        return PageResponse(.ok, ReceiptView(page: page, receipt: receipt, token: token).html)
    }

    private func harmPage(_ page: AskPage, _ token: String, notice: String?) -> String {
        let words = PageWords.words(for: page.languages)
        var content: [HTML] = [.element("h1", [], [.text(words.harmDoor)])]
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        if page.isCovered == false { content.append(.element("p", [], [.text(words.notRead)])) }
        content.append(.element("p", [], [.text(page.help)]))
        content.append(
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/harm")],
                [
                    .element(
                        "label", [("class", "opt")],
                        [
                            .element("input", [("type", "radio"), ("name", "harm"), ("value", "yes")]),
                            .text(words.harmYes),
                        ]),
                    .element("label", [("class", "label"), ("for", "words")], [.text(words.harmWords)]),
                    .element("textarea", [("id", "words"), ("name", "words"), ("rows", "3"), ("maxlength", "2000")]),
                    .element("p", [], [.element("button", [], [.text(words.harmSend)])]),
                ]))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }
}
