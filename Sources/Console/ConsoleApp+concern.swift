import Community
import Engine
import Hummingbird

/// The page on which people write what did not sit well with them, and say that it is settled or taken back.
extension ConsoleApp {
    func showConcern(_ context: BasicRequestContext) async throws -> PageResponse {
        if let old = try await oldPage(context) { return PageResponse(.ok, old.html) }
        guard let (token, _, page) = try await concernPage(context) else { return wrongLink }
        return PageResponse(.ok, ConcernView(page: page, token: token).html)
    }

    func takeConcern(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        if let old = try await oldPage(context) { return PageResponse(.conflict, old.html) }
        guard let (token, id, page) = try await concernPage(context) else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        let fields = try await fields(of: request) ?? [:]
        var receipt = ReplyReceipt()
        let decided = page.standing.compactMap { line -> (concern: ConcernID, event: ConcernState.Event)? in
            switch fields["concern.\(line.id)"].flatMap(ConcernState.Event.init) {
            case .settle: (line.id, .settle)
            case .withdraw: (line.id, .withdraw)
            case .release: (line.id, .release)
            case .hear, .take, .close, nil: nil
            }
        }
        if decided.isEmpty {
            let written = ConcernWords(
                happened: fields["happened"] ?? "", need: fields["need"] ?? "", repair: fields["repair"] ?? "",
                support: fields["support"] ?? "")
            guard !written.isEmpty, let first = Self.first(fields["first"] ?? "", on: page) else {
                var view = ConcernView(page: page, token: token, notice: words.nothingChosen)
                view.given = fields
                return PageResponse(.unprocessableContent, view.html)
            }
            switch try await desk.raiseConcern(byAsk: id, written, first: first) {
            case .kept(let kept): receipt = kept
            case .closed(let reason, let heeded):
                let notice = RefusalWords.words(for: page.languages).reason(reason)
                var view = ConcernView(page: page, token: token, notice: "\(words.closed). \(notice)")
                view.given = fields
                view.heeded = heeded
                return PageResponse(.conflict, view.html)
            case .unreadable, nil: return wrongLink
            }
        }
        for (concern, event) in decided { _ = try await desk.decide(onConcern: concern, event, byAsk: id) }
        try await desk.confirmContact(byAsk: id)
        guard let now = try await desk.concernPage(forAsk: id) else { return wrongLink }
        return PageResponse(.ok, ConcernView(page: now, token: token, receipt: receipt).html)
    }

    /// Whom somebody chose, of those whom the page offers; nil for nobody.
    private static func first(_ chosen: String, on page: ConcernPage) -> Concern.First? {
        switch chosen {
        case "team": .team
        case "group": page.hasGroup ? .group : nil
        default: page.peers.first { "peer \($0.id)" == chosen }.map { .peer($0.id) }
        }
    }

    private func concernPage(
        _ context: BasicRequestContext
    ) async throws -> (token: String, ask: String, page: ConcernPage)? {
        guard let token = context.parameters.get("token"), let id = askID(token),
            let page = try await desk.concernPage(forAsk: id)
        else { return nil }
        return (token, id, page)
    }
}
