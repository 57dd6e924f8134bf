import Community
import Engine
import Scheduling

/// The page of choices: what holds now stands in words beside each, and nothing is preselected.
struct PreferenceView: FormView {
    let page: PreferencePage
    let token: String
    /// What to say first, such as that nothing was chosen; nil for nothing.
    var notice: String?
    /// What to say after a choice; nil before one.
    var thanks: String?
    var given: [String: String] = [:]

    private var words: PageWords { PageWords.words(for: page.languages) }
    private var own: PreferenceWords { PreferenceWords.words(for: page.languages) }

    var html: String {
        var content: [HTML] = []
        if let thanks { content.append(.element("p", [("role", "status")], [.text(thanks)])) }
        content.append(.element("h1", [], [.text(words.preferences)]))
        if let notice { content.append(.element("p", [("class", "error"), ("role", "alert")], [.text(notice)])) }
        content.append(
            .element(
                "form", [("method", "post"), ("action", "/a/\(token)/preferences")],
                [wishes, frequency, time] + channels + [language] + names + [
                    .element("p", [], [.element("button", [], [.text(words.save)])])
                ]))
        let agreed = ConsentWords.words(for: page.languages).title
        content.append(.element("p", [], [.element("a", [("href", "/a/\(token)/consents")], [.text(agreed)])]))
        content.append(hint(page.help))
        return HTML.page(title: page.programLabel, language: words.language, content)
    }

    private var wishes: HTML {
        let options = [
            ("pause", words.pauseWeek), ("stop", words.stopAll), ("start", words.startAgain),
            ("hide_trend", words.hideTrend), ("show_trend", words.showTrend),
        ].map { option("wish", $0.0, $0.1) }
        let until = line("pause_until", own.pauseUntil, [("type", "date")])
        return fieldset(own.messages, "", options + [until])
    }

    private var frequency: HTML {
        let now = page.choices.frequency.map { own.frequencies[$0.rawValue] ?? $0.rawValue } ?? own.asProgram
        let options = AskFrequency.allCases.map {
            option("frequency", $0.rawValue, own.frequencies[$0.rawValue] ?? $0.rawValue)
        }
        return fieldset(own.howOften, "\(own.now): \(now)", options + [option("frequency", "default", own.asProgram)])
    }

    private var time: HTML {
        fieldset(
            own.timeOfDay, "\(own.now): \(page.choices.time?.description ?? own.asProgram)",
            [
                line("time", own.timeOfDay, [("type", "time")]),
                option("any_time", "default", own.asProgram, type: "checkbox"),
            ])
    }

    /// Which of their channels goes first, and by which nothing goes.
    private var channels: [HTML] {
        guard !page.contacts.isEmpty else { return [] }
        let ways = page.contacts.map { contact, state -> HTML in
            let name = contact.channel
            return state == .stopped
                ? option("way.\(name)", "start", "\(name): \(own.startHere)", type: "checkbox")
                : option("way.\(name)", "stop", "\(name): \(own.stopHere)", type: "checkbox")
        }
        var first: [HTML] = []
        if page.contacts.count > 1 {
            first = page.contacts.map { option("channel", $0.contact.channel, "\($0.contact.channel): \(own.first)") }
        }
        return [fieldset(own.ways, "\(own.now): \(page.contacts[0].contact.channel)", first + ways)]
    }

    private var language: HTML {
        let now = page.choices.language ?? own.asProgram
        return fieldset(
            own.language, "\(own.now): \(now)",
            page.written.map { option("language", $0, PreferenceWords.names[$0] ?? $0) })
    }

    private var names: [HTML] {
        var parts: [HTML] = []
        if page.hasMentor {
            parts.append(
                fieldset(
                    own.whoseName, own.whoseNameHint,
                    [option("sender", "mentor", own.mentorsName), option("sender", "program", page.programLabel)]))
        }
        if page.canSign {
            parts.append(
                fieldset(
                    own.lendName, "\(own.now): \(page.choices.signs ? words.yes : words.no)",
                    [option("signs", "yes", words.yes), option("signs", "no", words.no)]))
        }
        return parts
    }
}
