/// Two people in no order: A with B is B with A.
///
/// Do-not-pair and the history of pairs are kept this way, so that neither can be evaded by swapping the sides.
public struct MemberPair: Hashable, Sendable {
    public let first: MemberID
    public let second: MemberID

    public init(_ one: MemberID, _ other: MemberID) {
        (first, second) = one < other ? (one, other) : (other, one)
    }
}
