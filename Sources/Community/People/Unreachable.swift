public import Scheduling

/// A contact point of which its platform said that it reaches nobody, or not this person any more.
public struct Unreachable: Hashable, Sendable {
    public let contact: ContactPoint
    /// What the platform said: a sentence without secrets.
    public let reason: String
    public let since: Instant

    public init(contact: ContactPoint, reason: String, since: Instant) {
        self.contact = contact
        self.reason = reason
        self.since = since
    }
}
