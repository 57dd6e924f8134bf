/// Names one person of the program, whatever their roles.
public struct MemberID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}

extension MemberID {
    /// The id in small letters: no two people have ids that differ in capitals alone.
    public var folded: String { rawValue.lowercased() }
}
