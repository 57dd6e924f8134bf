import Community
import Engine
import Scheduling

/// What somebody agreed to and can agree to: every element of each form in full, before any choice.
struct ConsentView: FormView {
    let page: ConsentPage
    let token: String
    /// What to say first, such as that nothing was chosen; nil for nothing.
    var notice: String?
    /// What to say after a choice; nil before one.
    var thanks: String?
    var given: [String: String] = [:]

    private var words: PageWords { PageWords.words(for: page.languages) }
    private var consentWords: ConsentWords { ConsentWords.words(for: page.languages) }

    var html: String {
        var content: [HTML] = []
        if let thanks { content.append(.element("p", [("role", "status")], [.text(thanks)])) }
        content.append(.element("h1", [], [.text(consentWords.title)]))
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        content.append(
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/consents")],
                page.lines.map(part) + [.element("p", [], [.element("button", [], [.text(words.save)])])]))
        content.append(
            .element(
                "p", [("class", "hint")],
                [
                    .text(page.help + " "),
                    .element("a", [("href", "/a/\(token)/preferences")], [.text(words.preferences)]),
                ]))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }

    private func part(_ line: ConsentPage.Line) -> HTML {
        let isGiven = line.state == .given
        let name = "consent.\(line.purpose.rawValue)"
        var content = elements(line)
        content.append(hint(standing(line)))
        if !isGiven { content.append(option(name, "give", consentWords.agree)) }
        if isGiven || line.state == nil || line.state == .offered {
            content.append(option(name, "no", isGiven ? consentWords.takeBack : consentWords.disagree))
        }
        return fieldset(consentWords.purposes[line.purpose.rawValue] ?? line.purpose.rawValue, "", content)
    }

    private func elements(_ line: ConsentPage.Line) -> [HTML] {
        guard let form = line.form else { return [] }
        let parts = ConsentForm.Element.allCases.flatMap { element -> [HTML] in
            guard let text = form.words[element] else { return [] }
            return [
                .element("dt", [], [.text(consentWords.elements[element.rawValue] ?? element.rawValue)]),
                .element("dd", [], [.text(text.text(for: page.languages))]),
            ]
        }
        return [.element("dl", [], parts)]
    }

    /// How it stands, with its days.
    private func standing(_ line: ConsentPage.Line) -> String {
        let signed = line.consent?.signedOn?.iso8601 ?? ""
        switch line.state {
        case .given:
            let until =
                switch line.consent?.end {
                case .after(let day): " \(consentWords.until) \(day.iso8601)"
                case .leaving: " \(consentWords.untilLeaving)"
                case .never, nil: ""
                }
            return "\(consentWords.agreed) \(signed)\(until)"
        case .expired: return consentWords.over
        case .declined, .revoked: return consentWords.said
        case .offered, nil: return expiry(line.form)
        }
    }

    /// How long a yes would hold.
    private func expiry(_ form: ConsentForm?) -> String {
        guard let form else { return "" }
        if let days = form.days { return "\(consentWords.holds) \(days) d" }
        return form.endsOnLeaving ? "\(consentWords.holds) \(consentWords.untilLeaving)" : ""
    }
}
