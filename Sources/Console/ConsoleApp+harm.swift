import Community
import Engine
import Hummingbird

/// The door that is always open: somebody may be harmed.
///
/// It goes past every wait to whoever is on call, and shows whom to turn to in the same moment.
extension ConsoleApp {
    func showHarmDoor(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        return PageResponse(.ok, HarmView(page: page, token: token).html)
    }

    func takeHarm(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, page) = try await found(context) else { return wrongLink }
        let fields = try await fields(of: request) ?? [:]
        guard fields["harm"] == "yes" else {
            let words = PageWords.words(for: page.languages)
            let view = HarmView(page: page, token: token, notice: words.nothingChosen, given: fields)
            return PageResponse(.unprocessableContent, view.html)
        }
        let given = fields["words"].flatMap { $0.isEmpty ? nil : $0 }
        guard let receipt = try await desk.report(byAsk: page.ask.id, words: given) else { return wrongLink }
        return PageResponse(.ok, ReceiptView(page: page, receipt: receipt, token: token).html)
    }
}
