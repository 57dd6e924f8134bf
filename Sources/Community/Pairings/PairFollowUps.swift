/// On which days after their introduction the two of a pair are asked how it goes.
public struct PairFollowUps: Hashable, Sendable {
    /// Days after the introduction, in order.
    public let days: [Int]
    /// Days between further ones, after the last of `days`.
    public let every: Int

    public init(days: [Int], every: Int) {
        self.days = days
        self.every = every
    }

    /// The last follow-up that was due on a day, counted from the introduction; nil before the first.
    ///
    /// Only ever one: several that were missed never become several questions.
    public func due(on day: Int) -> Int? {
        guard let last = days.last, day > last else { return days.last { $0 <= day } }
        return last + (day - last) / every * every
    }
}
