/// A message as one person will read it, still independent of any platform.
public struct RenderedMessage: Hashable, Sendable {
    /// One line, readable on a lock screen.
    public let subject: String
    public let text: String
    /// The same words as a tree, for platforms with a language of their own.
    public let body: RichText
    /// The same words as a small HTML page for e-mail.
    public let html: String
    /// Where to answer; nil when nothing is asked.
    public let link: String?
    /// The language of the text, as a BCP 47 tag.
    public let language: String
    /// Whether the text is in none of the person's own languages.
    public let isFallback: Bool
    public let traits: MessageTraits

    /// Makes one.
    ///
    /// `body`: nil for the paragraphs of `text`.
    public init(
        subject: String, text: String, body: RichText? = nil, html: String, link: String?, language: String,
        isFallback: Bool, traits: MessageTraits = MessageTraits()
    ) {
        self.subject = subject
        self.text = text
        self.body = body ?? RichText(plain: text)
        self.html = html
        self.link = link
        self.language = language
        self.isFallback = isFallback
        self.traits = traits
    }
}
