/// A term that is meant as it stands, and why.
public struct LanguageException: Sendable, Hashable {
    public let term: String
    /// For whoever reads the file later; never empty when it was read from a file.
    public let reason: String

    public init(term: String, reason: String) {
        self.term = term
        self.reason = reason
    }
}
