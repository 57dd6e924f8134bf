/// A tag, a piece of markup or a text that a message may not hold, by its place in the text.
public struct TemplateError: Error, Hashable, Sendable {
    /// Characters from the start of the text.
    public let offset: Int
    public let length: Int
    public let message: String
    /// What to write instead; nil where the message says it.
    public let hint: String?

    public init(offset: Int, length: Int, message: String, hint: String? = nil) {
        self.offset = offset
        self.length = length
        self.message = message
        self.hint = hint
    }
}
