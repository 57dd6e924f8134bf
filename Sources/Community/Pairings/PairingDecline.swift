/// What a counselor means by deciding against a proposed pair.
public enum PairingDecline: String, CaseIterable, Sendable {
    /// Somebody else for this newcomer: these two are not proposed again before the cool-down is over.
    case another
    /// These two never again.
    case notThisPair = "not-this-pair"
    /// Not now: the next round may propose the same two again.
    case later

    /// Whether the two rest before they may be proposed again.
    public var rests: Bool { self != .later }
}
