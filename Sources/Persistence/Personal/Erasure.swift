public import Community

/// What the erasure of a person takes away, or would.
public struct Erasure: Hashable, Sendable {
    /// How many rows of each kind go, in plain words; kinds without any are left out.
    public var removed: [Count] = []
    /// How many rows of each kind stay and name a pseudonym from then on.
    public var kept: [Count] = []
    /// Messages that are with a channel this moment and can reach the person still.
    public var inFlight = 0
    /// People whose pair with the person closes, and who are told so by the job that closes pairs.
    public var pairedWith: [MemberID] = []

    public init() {}

    public struct Count: Hashable, Sendable {
        public let words: String
        public let count: Int
    }
}

/// Why somebody is not erased; nothing was changed.
public enum ErasureRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unknown(MemberID)
    /// An answer of theirs asks for a person, and nobody has closed that yet.
    case openFlag(reference: String)
    /// They have taken on somebody's flag that is not closed yet.
    case holdsFlag(reference: String)

    public var description: String {
        switch self {
        case .unknown(let id): "there is no person '\(id)'"
        case .openFlag(let reference):
            "the safety flag \(reference) about them is not closed, and would be lost; see milieu safety list, and close "
                + "it first"
        case .holdsFlag(let reference):
            "they have taken on the safety flag \(reference), which is not closed; see milieu safety list, and have "
                + "somebody else close it first"
        }
    }
}
