extension RichText {
    /// The tree as HTML elements for an e-mail: every text escaped, no attribute but a link's address, lines not wrapped.
    public var htmlElements: String { blocks.map(Self.html).joined(separator: "\n") }

    /// A small page for an e-mail.
    ///
    /// `language`: A BCP 47 tag; it also says which way the text runs.
    /// `preview`: What a list of mails shows behind the subject, hidden in the mail itself.
    /// `actions`: Links below the text.
    public func htmlPage(language: String, preview: String? = nil, actions: [MessageAction] = []) -> String {
        let hidden = preview.map { #"<div style="display:none">\#(Self.escaped($0))</div>\#n"# } ?? ""
        let links = actions.map { "\n<p>\(Self.anchor(Self.escaped($0.label), to: $0.url))</p>" }.joined()
        return """
            <!doctype html>
            <html lang="\(Self.escaped(language))" dir="\(TextDirection(language: language).rawValue)">\
            <head><meta charset="utf-8"></head>
            <body>
            \(hidden)\(htmlElements)\(links)
            </body></html>

            """
    }

    private static func html(_ block: Block) -> String {
        switch block {
        case .paragraph(let inlines): return "<p>\(html(inlines))</p>"
        case .heading(let level, let inlines): return "<h\(level)>\(html(inlines))</h\(level)>"
        case .code(let text): return "<pre><code>\(escaped(text))</code></pre>"
        case .quote(let blocks): return "<blockquote>\n\(blocks.map(html).joined(separator: "\n"))\n</blockquote>"
        case .list(let isOrdered, let entries):
            let name = isOrdered ? "ol" : "ul"
            let lines = entries.map { "<li>\(entry($0))</li>" }.joined(separator: "\n")
            return "<\(name)>\n\(lines)\n</\(name)>"
        }
    }

    /// An entry of one paragraph needs none of its own.
    private static func entry(_ blocks: [Block]) -> String {
        guard case .paragraph(let inlines) = blocks.first else { return blocks.map(html).joined(separator: "\n") }
        return ([html(inlines)] + blocks.dropFirst().map(html)).joined(separator: "\n")
    }

    private static func html(_ inlines: [Inline]) -> String {
        inlines.reduce(into: "") { result, inline in
            switch inline {
            case .text(let text): result += escaped(text)
            case .strong(let inner): result += "<strong>\(html(inner))</strong>"
            case .emphasis(let inner): result += "<em>\(html(inner))</em>"
            case .strike(let inner): result += "<del>\(html(inner))</del>"
            case .code(let text): result += "<code>\(escaped(text))</code>"
            case .link(let label, let address): result += anchor(html(label), to: address)
            case .lineBreak: result += "<br>\n"
            }
        }
    }

    private static func anchor(_ label: String, to address: String) -> String {
        "<a href=\"\(escaped(address))\">\(label)</a>"
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
