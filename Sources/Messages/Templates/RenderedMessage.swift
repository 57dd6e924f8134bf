/// A message as one person will read it, still independent of any platform.
///
/// It has an outside (`subject`, `preview`), which is read on lock screens and in lists, and an inside (`text`, `body`,
/// `html`), which is read after opening. A channel whose platform shows what it is given before anybody opens it (a text
/// message, a push notification, a chat that previews) renders `forLockScreen` in the place of the message; one with a
/// subject and a body of its own (e-mail, a letter) puts the outside into the one and the inside into the other.
public struct RenderedMessage: Hashable, Sendable {
    /// One line, readable on a lock screen.
    public var subject: String
    /// A second line, readable on a lock screen; nil when there is none.
    public let preview: String?
    /// The words of `body`, and the address of each action that they do not show.
    public let text: String
    /// The same words as a tree, for platforms with a language of their own; actions stand in `traits`.
    public let body: RichText
    /// Where to answer; nil when nothing is asked.
    public let link: String?
    /// The language of the text, as a BCP 47 tag.
    public let language: String
    /// Whether the text is in none of the person's own languages.
    public let isFallback: Bool
    public var traits: MessageTraits
    private let page: String?

    /// Makes one.
    ///
    /// `body`: nil for the paragraphs of `text`.
    /// `html`: nil for a page made of `body`.
    public init(
        subject: String, preview: String? = nil, text: String, body: RichText? = nil, html: String? = nil,
        link: String?,
        language: String, isFallback: Bool, traits: MessageTraits = MessageTraits()
    ) {
        self.subject = subject
        self.preview = preview
        self.text = text
        self.body = body ?? RichText(plain: text)
        page = html
        self.link = link
        self.language = language
        self.isFallback = isFallback
        self.traits = traits
    }

    /// The words and actions as a small HTML page for e-mail, with the preview hidden in front.
    public var html: String {
        page ?? body.htmlPage(language: language, preview: preview, actions: traits.actions)
    }

    /// The message with nothing inside but what may be read outside: the preview, else the subject again, and our link.
    public var outside: RenderedMessage {
        var blocks: [RichText.Block] = []
        if let preview { blocks.append(.paragraph([.text(preview)])) }
        if preview == nil, link == nil { blocks.append(.paragraph([.text(subject)])) }
        if let link { blocks.append(.paragraph([.link([.text(link)], to: link)])) }
        let body = RichText(blocks)
        var traits = traits
        traits.actions = traits.actions.filter { $0.url == link }
        traits.event = nil
        return RenderedMessage(
            subject: subject, preview: preview, text: body.plainText, body: body, link: link, language: language,
            isFallback: isFallback, traits: traits)
    }

    /// What a platform gets that shows it before anybody opens it: only the outside of a private message.
    public var forLockScreen: RenderedMessage { traits.sensitivity == .private ? outside : self }
}
