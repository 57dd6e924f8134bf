import Engine
import Hummingbird

/// The page behind a mail's "unsubscribe" link, which stops the channel that the mail came by and nothing else.
///
/// A mail program posts `List-Unsubscribe=One-Click` to it (RFC 8058), as a form of either kind, without cookies and without
/// following anything; that acts at once. A person who opens it sees a choice, of which nothing is preselected.
extension ConsoleApp {
    private func foundChannel(_ context: BasicRequestContext) async throws -> (id: String, page: ChannelPage)? {
        guard let token = context.parameters.get("token"), let id = messageID(token),
            let page = try await desk.channelPage(forMessage: id)
        else { return nil }
        return (id, page)
    }

    func showChannel(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (_, page) = try await foundChannel(context) else { return wrongLink }
        return PageResponse(.ok, html(page, context, notice: nil))
    }

    func setChannel(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        guard let (id, page) = try await foundChannel(context) else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        let body = try await self.body(of: request) ?? []
        let fields = FormReader.fields(of: body) ?? [:]
        let isOneClick = fields["List-Unsubscribe"] == "One-Click" || Self.isMultipartOneClick(body)
        let isKept: Bool
        switch isOneClick ? "stop" : fields["wish"] {
        case "stop": isKept = try await desk.setChannel(ofMessage: id, isWanted: false)
        case "start": isKept = try await desk.setChannel(ofMessage: id, isWanted: true)
        default: return PageResponse(.unprocessableContent, html(page, context, notice: words.nothingChosen))
        }
        let content: [HTML] = [
            .element("h1", [], [.text(isKept ? words.thanks : words.closed + ".")]),
            .element("p", [("class", "hint")], [.text(page.help)]),
        ]
        return PageResponse(
            isKept ? .ok : .gone, HTML.page(title: page.programLabel, language: words.language, content))
    }

    /// The one field as `multipart/form-data`, whose boundary is at its beginning.
    private static func isMultipartOneClick(_ body: [UInt8]) -> Bool {
        guard body.starts(with: "--".utf8) else { return false }
        let lines = String(decoding: body, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let field = lines.firstIndex(where: { $0.contains("name=\"List-Unsubscribe\"") }) else { return false }
        return lines[field...].drop { !$0.isEmpty }.dropFirst().first == "One-Click"
    }

    private func html(_ page: ChannelPage, _ context: BasicRequestContext, notice: String?) -> String {
        let words = PageWords.words(for: page.languages)
        let options = [("stop", words.stopHere), ("start", words.startAgain)].map { value, text in
            HTML.element(
                "label", [("class", "opt")],
                [.element("input", [("type", "radio"), ("name", "wish"), ("value", value)]), .text(text)])
        }
        var content: [HTML] = []
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        content.append(
            .element(
                "form", [("method", "post"), ("action", "/u/\(context.parameters.get("token") ?? "")")],
                [
                    .element("fieldset", [], [.element("legend", [], [.text(words.preferences)])] + options),
                    .element("button", [], [.text(words.save)]),
                ]))
        content.append(.element("p", [("class", "hint")], [.text(page.help)]))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }
}
