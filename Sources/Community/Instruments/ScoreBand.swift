/// A range of a score that has a name.
///
/// The name says where a number lies on its scale, and never what anybody has or is.
public struct ScoreBand: Hashable, Codable, Sendable {
    public let id: String
    public let from: Int
    /// The last number of the range, which belongs to it.
    public let to: Int
    public let text: LocalizedText

    public init(id: String, from: Int, to: Int, text: LocalizedText) {
        self.id = id
        self.from = from
        self.to = to
        self.text = text
    }

    /// Whether `value` lies in the range.
    public func contains(_ value: Int) -> Bool { from <= value && value <= to }
}
