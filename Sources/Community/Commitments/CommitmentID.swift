/// Names one commitment of one member.
public struct CommitmentID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}
