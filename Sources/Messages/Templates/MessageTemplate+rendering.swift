extension MessageTemplate {
    /// The message for one reader.
    ///
    /// - Parameters:
    ///   - values: Formatted values by field name; `link`, when the message asks something, among them.
    ///   - languages: The reader's languages, the preferred one first.
    ///   - fallbacks: The program's languages.
    /// - Returns: nil when the template has no language at all.
    public func render(_ values: [String: String], languages: [String], fallbacks: [String]) -> RenderedMessage? {
        guard let (locale, tag, isFallback) = text(for: languages, fallbacks: fallbacks) else { return nil }
        let text = locale.text.renderPlain(values)
        return RenderedMessage(
            subject: locale.subject.renderPlain(values).split(whereSeparator: \.isNewline).joined(separator: " "),
            text: text,
            html: Self.page(text, language: tag, link: values["link"]),
            link: values["link"],
            language: tag,
            isFallback: isFallback)
    }

    /// The text as a page: one paragraph a block, everything escaped, and our own link made clickable.
    private static func page(_ text: String, language: String, link: String?) -> String {
        let direction = ["ar", "fa", "he", "ur"].contains(String(language.prefix { $0 != "-" })) ? "rtl" : "ltr"
        let paragraphs = text.split(separator: "\n\n", omittingEmptySubsequences: true).map { block in
            var html = escaped(block.trimmingTrailingNewlines).replacing("\n", with: "<br>\n")
            if let link {
                let address = escaped(link)
                html = html.replacing(address, with: "<a href=\"\(address)\">\(address)</a>")
            }
            return "<p>\(html)</p>"
        }
        return """
            <!doctype html>
            <html lang="\(escaped(language))" dir="\(direction)"><head><meta charset="utf-8"></head>
            <body>
            \(paragraphs.joined(separator: "\n"))
            </body></html>

            """
    }

    private static func escaped(_ text: some StringProtocol) -> String {
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

extension Substring {
    fileprivate var trimmingTrailingNewlines: Substring {
        var text = self
        while text.last?.isNewline == true { text.removeLast() }
        return text
    }
}
