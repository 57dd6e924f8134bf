/// What somebody writes when something did not sit well, or was not as expected: any of the four, and all of it theirs.
///
/// It asks what a behaviour was good for and what would help. It has no place for points, levels or blame.
public struct ConcernWords: Hashable, Sendable {
    public let happened: String
    /// What need it met: for whoever did it, or for the one who writes.
    public let need: String
    /// An idea how it could be put right.
    public let repair: String
    /// What support would help.
    public let support: String

    /// Each part without blanks around it, and no longer than a free answer.
    public init(happened: String = "", need: String = "", repair: String = "", support: String = "") {
        func part(_ text: String) -> String { String(text.trimmed.prefix(Question.longestText)) }
        self.happened = part(happened)
        self.need = part(need)
        self.repair = part(repair)
        self.support = part(support)
    }

    /// The four, in the order in which they are asked; empty ones too.
    public var parts: [String] { [happened, need, repair, support] }

    /// Whether nothing was written.
    public var isEmpty: Bool { parts.allSatisfy(\.isEmpty) }
}
