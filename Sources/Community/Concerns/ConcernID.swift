/// Names one concern of one person.
public struct ConcernID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}
