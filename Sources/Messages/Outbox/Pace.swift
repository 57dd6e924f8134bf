/// How many messages a platform takes in a span of time.
public struct Pace: Hashable, Sendable {
    /// What shares the limit.
    public enum Scope: String, CaseIterable, Sendable {
        /// All messages of one channel.
        case channel
        /// The messages to one person by that channel.
        case recipient
    }

    public let scope: Scope
    /// At least 1.
    public let count: Int
    public let per: Duration

    /// `count`: How many may go at once; then one more each time that `per / count` has gone by.
    public init(_ scope: Scope, _ count: Int, per: Duration) {
        self.scope = scope
        self.count = max(1, count)
        self.per = per
    }

    /// Until the next one may go, after one went.
    public var spacing: Duration { per / count }
}
