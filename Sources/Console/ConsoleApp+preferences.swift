import Community
import Engine
import Hummingbird
import Scheduling

/// The page on which people choose how the program's messages reach them, or stop them.
extension ConsoleApp {
    func preferences(_ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, _, page) = try await preferencePage(context) else { return wrongLink }
        if let old = try await oldPage(context) { return PageResponse(.ok, old.html) }
        return PageResponse(.ok, PreferenceView(page: page, token: token).html)
    }

    func setPreferences(_ request: Request, _ context: BasicRequestContext) async throws -> PageResponse {
        guard let (token, id, page) = try await preferencePage(context) else { return wrongLink }
        let words = PageWords.words(for: page.languages)
        let fields = try await fields(of: request) ?? [:]
        if let old = try await oldPage(context) { return try await setByOldLink(fields, id, old) }
        var hasActed = true
        switch fields["wish"] {
        case "stop": try await desk.stop(byAsk: id)
        case "pause": try await desk.pause(byAsk: id, until: clock.now() + .days(7))
        case "hide_trend": try await desk.setTrend(byAsk: id, isShown: false)
        case "show_trend": try await desk.setTrend(byAsk: id, isShown: true)
        case "start": try await desk.pause(byAsk: id, until: nil)
        default: hasActed = false
        }
        let change = Self.change(fields, page)
        guard hasActed || !change.isEmpty else {
            let view = PreferenceView(page: page, token: token, notice: words.nothingChosen, given: fields)
            return PageResponse(.unprocessableContent, view.html)
        }
        if !change.isEmpty, let refusal = try await desk.prefer(change, byAsk: id) {
            let reason = RefusalWords.words(for: page.languages).reason(refusal)
            let view = PreferenceView(page: page, token: token, notice: reason, given: fields)
            return PageResponse(.unprocessableContent, view.html)
        }
        try await desk.confirmContact(byAsk: id)
        guard let (_, _, now) = try await preferencePage(context) else { return wrongLink }
        return PageResponse(.ok, PreferenceView(page: now, token: token, thanks: words.thanks).html)
    }

    /// Less can be asked for by an old link, and never more.
    private func setByOldLink(
        _ fields: [String: String], _ id: String, _ old: OldLinkView
    ) async throws -> PageResponse {
        var view = old
        let words = PageWords.words(for: old.page.languages)
        switch fields["wish"] {
        case "stop": try await desk.stop(byAsk: id)
        case "pause": try await desk.pause(byAsk: id, until: clock.now() + .days(7))
        default:
            view.notice = words.nothingChosen
            return PageResponse(.unprocessableContent, view.html)
        }
        view.thanks = words.thanks
        return PageResponse(.ok, view.html)
    }

    /// What an old link shows; nil for one that is not old.
    func oldPage(_ context: BasicRequestContext) async throws -> OldLinkView? {
        guard let (token, page) = try await found(context), isOld(token, page) else { return nil }
        return OldLinkView(page: page, token: token)
    }

    private func preferencePage(
        _ context: BasicRequestContext
    ) async throws -> (token: String, ask: String, page: PreferencePage)? {
        guard let token = context.parameters.get("token"), let id = askID(token),
            let page = try await desk.preferencePage(forAsk: id)
        else { return nil }
        return (token, id, page)
    }

    /// What the form says; `default` stands for as the program does, and what was left empty says nothing.
    private static func change(_ fields: [String: String], _ page: PreferencePage) -> PreferenceChange {
        func given(_ name: String) -> String? {
            fields[name].flatMap { $0.isEmpty ? nil : $0 == "default" ? "" : $0 }
        }
        var change = PreferenceChange()
        change.channel = given("channel")
        change.time = given("time") ?? given("any_time")
        change.frequency = given("frequency")
        change.language = given("language")
        change.sender = given("sender")
        change.signs = given("signs")
        change.pauseUntil = given("pause_until")
        let names = page.contacts.map(\.contact.channel)
        change.stopped = names.filter { fields["way.\($0)"] == "stop" }
        change.started = names.filter { fields["way.\($0)"] == "start" }
        return change
    }
}
