public import Scheduling

/// That somebody is to be told of a concern, and until when that has a meaning: nothing of what it says, or of who says it.
public struct ConcernNotice: Hashable, Sendable {
    public let concern: ConcernID
    public let to: MemberID
    /// When its hold ends.
    public let until: Instant

    public init(_ concern: ConcernID, to member: MemberID, until: Instant) {
        self.concern = concern
        to = member
        self.until = until
    }
}
