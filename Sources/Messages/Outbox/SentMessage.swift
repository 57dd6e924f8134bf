public import Community

/// A message that has arrived, and that another one changes or takes back.
public struct SentMessage: Hashable, Sendable {
    public let id: String
    /// Where its bytes went.
    public let contact: ContactPoint
    /// What the platform calls each of its parts, in their order; none where it did not say.
    public let receipts: [String]

    public init(id: String, contact: ContactPoint, receipt: String?) {
        self.id = id
        self.contact = contact
        receipts = receipt.map { $0.split(separator: "\n").map(String.init) } ?? []
    }
}
