/// A piece of a page.
///
/// Text is escaped wherever it stands; there is no way to add any that is not.
struct HTML {
    private(set) var source: String

    private init(source: String) { self.source = source }

    static func text(_ text: String) -> HTML { HTML(source: escaped(text)) }

    static func join(_ parts: [HTML]) -> HTML { HTML(source: parts.map(\.source).joined()) }

    /// `<name attribute="value">…</name>`; an attribute whose value is nil is left out, one that is empty stands alone.
    static func element(_ name: String, _ attributes: [(String, String?)] = [], _ content: [HTML] = []) -> HTML {
        var open = "<" + name
        for (attribute, value) in attributes {
            guard let value else { continue }
            open += value.isEmpty ? " \(attribute)" : " \(attribute)=\"\(escaped(value))\""
        }
        if ["input", "meta", "link", "br"].contains(name) { return HTML(source: open + ">") }
        return HTML(source: open + ">" + content.map(\.source).joined() + "</\(name)>")
    }

    /// A whole document.
    ///
    /// The title names the program and nobody else: it can be read over a shoulder.
    static func page(title: String, language: String, _ content: [HTML]) -> String {
        let direction = ["ar", "fa", "he", "ur"].contains(String(language.prefix { $0 != "-" })) ? "rtl" : "ltr"
        let head = element(
            "head", [],
            [
                element("meta", [("charset", "utf-8")]),
                element("meta", [("name", "viewport"), ("content", "width=device-width, initial-scale=1")]),
                element("meta", [("name", "referrer"), ("content", "no-referrer")]),
                element("meta", [("name", "robots"), ("content", "noindex")]),
                element("title", [], [text(title)]),
                element("link", [("rel", "stylesheet"), ("href", "/assets/site.css")]),
            ])
        let body = element("body", [], [element("main", [], content)])
        return "<!doctype html>\n"
            + element("html", [("lang", language), ("dir", direction)], [head, body]).source + "\n"
    }

    /// A whole document for a file, with its style inside; `style` may hold no `&`, `<` or quotes.
    static func sheet(title: String, language: String, style: String, _ content: [HTML]) -> String {
        let head = element(
            "head", [],
            [
                element("meta", [("charset", "utf-8")]), element("title", [], [text(title)]),
                element("style", [], [text(style)]),
            ])
        return "<!doctype html>\n"
            + element("html", [("lang", language)], [head, element("body", [], content)]).source + "\n"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }
}
