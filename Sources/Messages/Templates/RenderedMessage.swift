/// A message as one person will read it, still independent of any platform.
public struct RenderedMessage: Hashable, Sendable {
    /// One line, readable on a lock screen.
    public let subject: String
    public let text: String
    /// The same words as a small HTML page for e-mail.
    public let html: String
    /// Where to answer; nil when nothing is asked.
    public let link: String?
    /// The language of the text, as a BCP 47 tag.
    public let language: String
    /// Whether the text is in none of the person's own languages.
    public let isFallback: Bool

    public init(
        subject: String, text: String, html: String, link: String?, language: String, isFallback: Bool
    ) {
        self.subject = subject
        self.text = text
        self.html = html
        self.link = link
        self.language = language
        self.isFallback = isFallback
    }
}
