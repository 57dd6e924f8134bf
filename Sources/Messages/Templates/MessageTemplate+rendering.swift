public import Scheduling

extension MessageTemplate {
    /// The message for one reader.
    ///
    /// `values`: Formatted values by field name; `link`, when the message asks something, among them.
    /// `languages`: The reader's languages, the preferred one first.
    /// `fallbacks`: The program's languages.
    /// `expiresAt`: From when on nobody needs it.
    /// - Returns: nil when the template has no language at all.
    public func render(
        _ values: [String: String], languages: [String], fallbacks: [String], expiresAt: Instant? = nil
    ) -> RenderedMessage? {
        guard let (locale, tag, isFallback) = text(for: languages, fallbacks: fallbacks) else { return nil }
        let own = FieldValues(values, plurals: locale.plurals, language: tag)
        let subject = locale.subject.render(own.outsideText).split(whereSeparator: \.isNewline).joined(separator: " ")
        let preview = locale.preview.map { FieldValues.clean($0.render(own.outsideText)) }
        let body = locale.text.filled(with: own)
        let link = own.link
        let actions = locale.actions.compactMap { action -> MessageAction? in
            guard action.url == Self.linkTag else { return action }
            return link.map { MessageAction(label: action.label, url: $0) }
        }
        return RenderedMessage(
            subject: subject, preview: preview == "" ? nil : preview, text: Self.plainText(body, actions: actions),
            body: body, link: link, language: tag, isFallback: isFallback,
            traits: MessageTraits(
                urgency: frame.urgency, sensitivity: frame.sensitivity, actions: actions,
                thread: Self.key(frame.thread, values), replaces: Self.key(frame.replaces, values),
                event: frame.event?.event(values, summary: subject), expiresAt: expiresAt))
    }

    /// What an action's address says in the file when it leads where the message's own link does.
    public static let linkTag = "{{link}}"

    /// The key of the thread that a message with these values belongs to; nil when it belongs to none.
    public func thread(_ values: [String: String]) -> String? { Self.key(frame.thread, values) }

    /// The key that a message with these values shares with those whose place it takes; nil when it takes nobody's.
    public func replaces(_ values: [String: String]) -> String? { Self.key(frame.replaces, values) }

    /// A key of at most 100 letters, digits, `.`, `_` and `-`, as it may stand in a header.
    private static func key(_ text: TemplateText?, _ values: [String: String]) -> String? {
        guard let text else { return nil }
        let key = text.renderPlain(values).map { character in
            character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
                ? character : "-"
        }
        return key.isEmpty ? nil : String(key.prefix(100))
    }

    /// The words of the tree, then each action whose address they do not show already.
    private static func plainText(_ body: RichText, actions: [MessageAction]) -> String {
        let text = body.plainText
        guard !actions.isEmpty else { return text }
        let bytes = Array(text.utf8)
        let rest = actions.filter { !shows(Array($0.url.utf8), in: bytes) }.map { "\($0.label): \($0.url)" }
        return rest.isEmpty ? text : text + "\n\n" + rest.joined(separator: "\n")
    }

    /// By bytes: an address is ASCII, so that no character of it can be part of another.
    private static func shows(_ address: [UInt8], in text: [UInt8]) -> Bool {
        guard let first = address.first, address.count <= text.count else { return address.isEmpty }
        return (0...text.count - address.count).contains { start in
            text[start] == first && text[start..<start + address.count].elementsEqual(address)
        }
    }
}
