import Community
public import Engine
import Hummingbird
import Logging
public import Messages
public import Scheduling

/// The members' pages: what a link in a message leads to.
///
/// A GET shows a page and decides nothing, however often a scanner opens it; a POST acts only on a choice that the
/// person made.
public struct ConsoleApp: Sendable {
    let desk: any ReplyDesk
    let askID: @Sendable (_ token: String) -> String?
    let messageID: @Sendable (_ token: String) -> String?
    let postVerdict: PostVerdict
    let clock: any WallClock
    private let host: String
    private let port: Int
    /// How long somebody may take to send a form or a post.
    let patience: Duration

    static let longestForm = 65_536

    /// What is made of a request at a channel's door, by the channel's name, the headers by their lower-case names, and the
    /// body.
    public typealias PostVerdict =
        @Sendable (_ channel: String, _ header: (String) -> String?, _ body: [UInt8]) -> ReceivedVerdict

    /// Makes one of its parts.
    ///
    /// `askID`: Reads the token of a link; nil for one that is not ours.
    /// `messageID`: Reads the token of a link that stops a channel.
    /// `postVerdict`: What is made of what is posted to a channel's door.
    /// `port`: 0 takes any that is free.
    /// `patience`: How long somebody may take to send a form or a post.
    public init(
        desk: any ReplyDesk, askID: @Sendable @escaping (String) -> String?,
        messageID: @Sendable @escaping (String) -> String?,
        postVerdict: @escaping PostVerdict = { _, _, _ in .refused },
        clock: any WallClock, host: String, port: Int, patience: Duration = .seconds(10)
    ) {
        self.desk = desk
        self.askID = askID
        self.messageID = messageID
        self.postVerdict = postVerdict
        self.clock = clock
        self.host = host
        self.port = port
        self.patience = patience
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter onListening: Called once with the port.
    /// - Throws: When the address cannot be bound.
    public func run(onListening: @Sendable @escaping (Int) async -> Void) async throws {
        let app = Application(
            router: router, configuration: .init(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "console") { _ in SwiftLogNoOpLogHandler() })
        try await app.run()
    }

    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("healthz") { _, _ in PageResponse(.ok, "ok\n", type: "text/plain; charset=utf-8") }
        router.get("assets/site.css") { _, _ in
            PageResponse(
                .ok, String(decoding: PackageResources.site_css, as: UTF8.self), type: "text/css; charset=utf-8")
        }
        router.get("a/:token") { _, context in try await show(context) }
        router.head("a/:token") { _, context in try await show(context) }
        router.post("a/:token") { request, context in try await take(request, context) }
        router.head("a/:token/preferences") { _, context in try await preferences(context) }
        router.get("a/:token/preferences") { _, context in try await preferences(context) }
        router.post("a/:token/preferences") { request, context in try await setPreferences(request, context) }
        router.head("a/:token/harm") { _, context in try await showHarmDoor(context) }
        router.get("a/:token/consents") { _, context in try await showConsents(context) }
        router.post("a/:token/consents") { request, context in try await takeConsents(request, context) }
        router.get("a/:token/harm") { _, context in try await showHarmDoor(context) }
        router.post("a/:token/harm") { request, context in try await takeHarm(request, context) }
        router.post("a/:token/fresh-link") { _, context in try await freshLink(context) }
        router.get("u/:token") { _, context in try await showChannel(context) }
        router.head("u/:token") { _, context in try await showChannel(context) }
        router.post("u/:token") { request, context in try await setChannel(request, context) }
        router.post("in/:channel") { request, context in try await receive(request, context) }
        return router
    }

    func found(_ context: BasicRequestContext) async throws -> (token: String, page: AskPage)? {
        guard let token = context.parameters.get("token"), let id = askID(token),
            let page = try await desk.page(forAsk: id)
        else { return nil }
        return (token, page)
    }

    var wrongLink: PageResponse {
        let words = PageWords.english
        let page = HTML.page(title: "–", language: words.language, [.element("h1", [], [.text(words.wrongLink)])])
        return PageResponse(.notFound, page)
    }

    private func show(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        return PageResponse(.ok, AskPageView(page: page, token: token).html)
    }

    func fields(of request: Request) async throws -> [String: String]? {
        try await body(of: request).flatMap(FormReader.fields)
    }

    private func take(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        guard let fields = try await fields(of: request), let reply = ReplyReader.reply(fields, to: page) else {
            return PageResponse(
                .unprocessableContent, AskPageView(page: page, token: token, notice: words.nothingChosen).html)
        }
        switch try await desk.take(reply, toAsk: page.ask.id) {
        case .kept(let receipt):
            try await desk.confirmContact(byAsk: page.ask.id)
            return PageResponse(.ok, ReceiptView(page: page, receipt: receipt, token: token).html)
        case .unreadable(let answers):
            let notice = answers.map(\.description).joined(separator: "; ")
            return PageResponse(.unprocessableContent, AskPageView(page: page, token: token, notice: notice).html)
        case .closed(let reason): return receipt(page, "\(words.closed): \(reason).", token: nil, words)
        }
    }

    private func receipt(_ page: AskPage, _ text: String, token: String?, _ words: PageWords) -> PageResponse {
        var content: [HTML] = [.element("h1", [], [.text(text)])]
        if let token {
            content.append(.element("p", [], [.element("a", [("href", "/a/\(token)")], [.text(words.change)])]))
        }
        content.append(.element("p", [("class", "hint")], [.text(page.help)]))
        return PageResponse(.ok, HTML.page(title: page.programLabel, language: words.language, content))
    }

    private func freshLink(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (_, page) = try await found(context) else { return wrongLink }
        try await desk.sendFreshLink(forAsk: page.ask.id)
        let words = PageWords.words(for: page.languages)
        return receipt(page, words.freshLinkSent, token: nil, words)
    }
}
