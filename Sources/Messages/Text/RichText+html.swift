extension RichText {
    /// The tree as HTML elements: every text escaped, no attribute but a link's address, lines not wrapped.
    ///
    /// An address that nothing may lead to leaves its words alone.
    ///
    /// `words`: Makes plain words harmless for readers that look for more than tags in them.
    public func htmlElements(_ words: (String) -> String = { $0 }) -> String {
        blocks.map { Self.html($0, words) }.joined(separator: "\n")
    }

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
            \(hidden)\(htmlElements())\(links)
            </body></html>

            """
    }

    private static func html(_ block: Block, _ words: (String) -> String) -> String {
        switch block {
        case .paragraph(let inlines): return "<p>\(html(inlines, words))</p>"
        case .heading(let level, let inlines): return "<h\(level)>\(html(inlines, words))</h\(level)>"
        case .code(let text): return "<pre><code>\(escaped(text))</code></pre>"
        case .quote(let blocks): return "<blockquote>\n\(joined(blocks, words))\n</blockquote>"
        case .list(let isOrdered, let entries):
            let name = isOrdered ? "ol" : "ul"
            let lines = entries.map { "<li>\(entry($0, words))</li>" }.joined(separator: "\n")
            return "<\(name)>\n\(lines)\n</\(name)>"
        }
    }

    private static func joined(_ blocks: [Block], _ words: (String) -> String) -> String {
        blocks.map { html($0, words) }.joined(separator: "\n")
    }

    /// An entry of one paragraph needs none of its own.
    private static func entry(_ blocks: [Block], _ words: (String) -> String) -> String {
        guard case .paragraph(let inlines) = blocks.first else { return joined(blocks, words) }
        return ([html(inlines, words)] + blocks.dropFirst().map { html($0, words) }).joined(separator: "\n")
    }

    private static func html(_ inlines: [Inline], _ words: (String) -> String) -> String {
        inlines.reduce(into: "") { result, inline in
            switch inline {
            case .text(let text): result += escaped(words(text))
            case .strong(let inner): result += "<strong>\(html(inner, words))</strong>"
            case .emphasis(let inner): result += "<em>\(html(inner, words))</em>"
            case .strike(let inner): result += "<del>\(html(inner, words))</del>"
            case .code(let text): result += "<code>\(escaped(text))</code>"
            case .link(let label, let address):
                // An address that is its own label stays as it is.
                let isBare = label == [.text(address)]
                let shown = isBare ? escaped(address) : html(label, words)
                result += WebAddress.safe(address) == nil ? html(label, words) : anchor(shown, to: address)
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
