import Community
import Engine
import Hummingbird

/// The page on which people read what they agreed to, agree, or take it back.
extension ConsoleApp {
    func showConsents(_ context: BasicRequestContext) async throws -> PageResponse {
        if let old = try await oldPage(context) { return PageResponse(.ok, old.html) }
        guard let token = context.parameters.get("token"), let page = try await consentPage(token) else {
            return wrongLink
        }
        return PageResponse(.ok, ConsentView(page: page, token: token).html)
    }

    func takeConsents(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        if let old = try await oldPage(context) { return PageResponse(.conflict, old.html) }
        guard let token = context.parameters.get("token"), let id = askID(token),
            let page = try await consentPage(token)
        else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        let fields = try await fields(of: request) ?? [:]
        let chosen = page.lines.compactMap { line -> (purpose: Purpose, isGiven: Bool)? in
            switch fields["consent.\(line.purpose.rawValue)"] {
            case "give": (line.purpose, true)
            case "no": (line.purpose, false)
            default: nil
            }
        }
        guard !chosen.isEmpty else {
            let view = ConsentView(page: page, token: token, notice: words.nothingChosen, given: fields)
            return PageResponse(.unprocessableContent, view.html)
        }
        for (purpose, isGiven) in chosen { _ = try await desk.setConsent(byAsk: id, to: purpose, isGiven: isGiven) }
        try await desk.confirmContact(byAsk: id)
        guard let now = try await consentPage(token) else { return wrongLink }
        return PageResponse(.ok, ConsentView(page: now, token: token, thanks: words.thanks).html)
    }

    private func consentPage(_ token: String) async throws -> ConsentPage? {
        guard let id = askID(token) else { return nil }
        return try await desk.consentPage(forAsk: id)
    }
}
