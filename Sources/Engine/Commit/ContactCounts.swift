import Community
import Persistence
import PluginKit
import Scheduling

/// What the receivers of one plan have had, and what the plan adds to it.
struct ContactCounts: Sendable {
    private var counts: [MemberID: MessageCount]
    /// When each message of people in their first days goes out, or went; of nobody else.
    private var times: [MemberID: [Instant]]

    init(_ counts: [MemberID: MessageCount] = [:], times: [MemberID: [Instant]] = [:]) {
        self.counts = counts
        self.times = times
    }

    func count(of member: MemberID) -> MessageCount { counts[member] ?? MessageCount(day: 0, week: 0) }

    /// When each message of somebody in their first days goes out, or went; none for anybody else.
    func times(of member: MemberID) -> [Instant] { times[member] ?? [] }

    /// Adds messages that go out at `instant`.
    mutating func add(_ more: Int = 1, to member: MemberID, at instant: Instant) {
        let count = count(of: member)
        counts[member] = MessageCount(day: count.day + more, week: count.week + more)
        times[member]?.append(contentsOf: repeatElement(instant, count: more))
    }
}
