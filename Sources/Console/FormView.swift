import Community

/// A part of a page that holds a form; nothing in it is ever preselected but what somebody sent that was not kept.
protocol FormView {
    /// What they chose and wrote in a form that was not kept, by the fields' names, for not doing it again.
    var given: [String: String] { get }
}

extension FormView {
    func hint(_ text: String) -> HTML { .element("p", [("class", "hint")], [.text(text)]) }

    func fieldset(_ legend: String, _ hintText: String, _ content: [HTML]) -> HTML {
        .element(
            "fieldset", [],
            [.element("legend", [], [.text(legend)])] + (hintText.isEmpty ? [] : [hint(hintText)]) + content)
    }

    func option(_ name: String, _ value: String, _ text: String, type: String = "radio") -> HTML {
        .element(
            "label", [("class", "opt")],
            [
                .element(
                    "input",
                    [
                        ("type", type), ("name", name), ("value", value),
                        ("checked", given[name] == value ? "" : nil),
                    ]), .text(text),
            ])
    }

    /// Several lines to fill in; `hint`: who reads them, which is said before they are written.
    func area(_ name: String, _ text: String, hint: String = "", rows: Int = 2) -> HTML {
        let note = hint.isEmpty ? nil : "\(name).hint"
        return .element(
            "div", [("class", "field")],
            [.element("label", [("class", "label"), ("for", name)], [.text(text)])]
                + (note.map { [.element("p", [("class", "hint"), ("id", $0)], [.text(hint)])] } ?? [])
                + [
                    .element(
                        "textarea",
                        [
                            ("id", name), ("name", name), ("rows", String(rows)),
                            ("maxlength", String(Question.longestText)),
                            ("aria-describedby", note),
                        ], [.text(given[name] ?? "")])
                ])
    }

    /// One line to fill in, such as a day.
    func line(_ name: String, _ text: String, _ attributes: [(String, String?)]) -> HTML {
        .element(
            "p", [],
            [
                .element("label", [("class", "label"), ("for", name)], [.text(text)]),
                .element(
                    "input",
                    [("id", name), ("name", name)] + attributes
                        + [("value", given[name].flatMap { $0.isEmpty ? nil : $0 })]),
            ])
    }
}
