/// Names one person of the program, whatever their roles.
public struct MemberID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}
