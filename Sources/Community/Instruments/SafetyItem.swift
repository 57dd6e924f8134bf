/// A question to which some answers ask for a person at once.
///
/// Such an answer says nothing about anybody but that somebody should look in; the other answers prove nothing.
public struct SafetyItem: Hashable, Codable, Sendable {
    public let question: String
    /// From this value on; yes counts as 1 and no as 0.
    public let atLeast: Int

    public init(question: String, atLeast: Int) {
        self.question = question
        self.atLeast = atLeast
    }
}
