/// Names one proposed or standing pair.
public struct PairingID: Identifier {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
}
