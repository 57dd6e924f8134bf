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
    let linkDay: @Sendable (_ token: String) -> Instant?
    let messageID: @Sendable (_ token: String) -> String?
    let postVerdict: PostVerdict
    let clock: any WallClock
    private let host: String
    private let port: Int
    /// How long somebody may take to send a form or a post.
    let patience: Duration
    /// A fresh mark for a page with a form, by which the same form sent twice is known.
    let mark: @Sendable () -> String

    static let longestForm = 65_536

    /// What is made of a request at a channel's door, by the channel's name, the headers by their lower-case names, and the
    /// body.
    public typealias PostVerdict =
        @Sendable (_ channel: String, _ header: (String) -> String?, _ body: [UInt8]) -> ReceivedVerdict

    /// Makes one of its parts.
    ///
    /// `askID`: Reads the token of a link; nil for one that is not ours.
    /// `linkDay`: The day of the message that a link went out with; nil where it does not say.
    /// `messageID`: Reads the token of a link that stops a channel.
    /// `postVerdict`: What is made of what is posted to a channel's door.
    /// `port`: 0 takes any that is free.
    /// `patience`: How long somebody may take to send a form or a post.
    /// `mark`: Text that no other page of an ask has.
    public init(
        desk: any ReplyDesk, askID: @Sendable @escaping (String) -> String?,
        linkDay: @Sendable @escaping (String) -> Instant? = { _ in nil },
        messageID: @Sendable @escaping (String) -> String?,
        postVerdict: @escaping PostVerdict = { _, _, _ in .refused },
        clock: any WallClock, host: String, port: Int, patience: Duration = .seconds(10),
        mark: @Sendable @escaping () -> String = { String(UInt64.random(in: .min ... .max), radix: 36) }
    ) {
        self.desk = desk
        self.askID = askID
        self.linkDay = linkDay
        self.messageID = messageID
        self.postVerdict = postVerdict
        self.clock = clock
        self.host = host
        self.port = port
        self.patience = patience
        self.mark = mark
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
        router.head("a/:token/concern") { _, context in try await showConcern(context) }
        router.get("a/:token/concern") { _, context in try await showConcern(context) }
        router.post("a/:token/concern") { request, context in try await takeConcern(request, context) }
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

    /// Whether a link is so old that it shows nothing of anybody: it may have been passed on, or lie in another's mailbox.
    ///
    /// A link that was sent afresh has a day of its own, and makes no older one young again.
    func isOld(_ token: String, _ page: AskPage) -> Bool {
        max(page.ask.expiresAt, linkDay(token) ?? page.ask.expiresAt) + Self.linkLife <= clock.now()
    }

    /// For how long after an ask's window its links show it.
    static let linkLife: Duration = .seconds(14 * 86_400)

    var wrongLink: PageResponse {
        let words = PageWords.english
        let page = HTML.page(title: "–", language: words.language, [.element("h1", [], [.text(words.wrongLink)])])
        return PageResponse(.notFound, page)
    }

    private func show(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        if isOld(token, page) { return PageResponse(.ok, OldLinkView(page: page, token: token).html) }
        return PageResponse(.ok, AskPageView(page: page, token: token, mark: mark()).html)
    }

    func fields(of request: Request) async throws -> [String: String]? {
        try await body(of: request).flatMap(FormReader.fields)
    }

    private func take(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        let fields = try await fields(of: request) ?? [:]
        let isOld = isOld(token, page)
        guard var reply = ReplyReader.reply(fields, to: page) else {
            if isOld {
                let view = OldLinkView(page: page, token: token, notice: words.nothingChosen)
                return PageResponse(.unprocessableContent, view.html)
            }
            let view = AskPageView(
                page: page, token: token, mark: mark(), notice: words.nothingChosen, given: fields)
            return PageResponse(.unprocessableContent, view.html)
        }
        if fields["form"]?.isEmpty == false {
            reply.form = fields.map { "\($0)=\($1)" }.sorted().joined(separator: "&")
        }
        let refusals = RefusalWords.words(for: page.languages)
        switch try await desk.take(reply, toAsk: page.ask.id) {
        case .kept(var receipt):
            try await desk.confirmContact(byAsk: page.ask.id)
            // What was written on a page that was open for long is kept; what stands here is for no old link to show.
            if isOld { receipt.trend = [] }
            return PageResponse(.ok, ReceiptView(page: page, receipt: receipt, token: token).html)
        case .unreadable(_, let heeded) where isOld, .closed(_, let heeded) where isOld:
            var view = OldLinkView(page: page, token: token, notice: words.notKept)
            view.heeded = heeded
            return PageResponse(.conflict, view.html)
        case .unreadable(let answers, let heeded):
            let view = AskPageView(
                page: page, token: token, mark: mark(), notice: refusals.notice(of: answers, on: page), heeded: heeded,
                given: fields)
            return PageResponse(.unprocessableContent, view.html)
        case .closed(let reason, let heeded):
            let notice = "\(words.closed). \(refusals.reason(reason))"
            guard reason.isOpen, let now = try await desk.page(forAsk: page.ask.id) else {
                let first = heeded.map {
                    SupportView(receipt: $0, languages: page.languages, isCovered: page.isCovered)
                }
                return receipt(page, notice, token: nil, words, after: first?.heeded ?? [])
            }
            // What they wrote is still there to be sent, beside how things stand by now.
            let view = AskPageView(
                page: now, token: token, mark: mark(), notice: refusals.reason(reason), heeded: heeded, given: fields)
            return PageResponse(.conflict, view.html)
        }
    }

    private func receipt(
        _ page: AskPage, _ text: String, token: String?, _ words: PageWords, after first: [HTML] = []
    ) -> PageResponse {
        var content = first + [.element("h1", [], [.text(text)])]
        if let token {
            content.append(.element("p", [], [.element("a", [("href", "/a/\(token)")], [.text(words.change)])]))
        }
        content.append(.element("p", [("class", "hint")], [.text(page.help)]))
        return PageResponse(.ok, HTML.page(title: page.programLabel, language: words.language, content))
    }

    private func freshLink(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        guard try await desk.sendFreshLink(forAsk: page.ask.id) else {
            return PageResponse(.gone, OldLinkView(page: page, token: token, notice: words.noFreshLink).html)
        }
        return receipt(page, words.freshLinkSent, token: nil, words)
    }
}
