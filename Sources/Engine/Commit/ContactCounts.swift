import Community
import Persistence
import PluginKit
import Scheduling

/// What the receivers of one plan have had, and what the plan adds to it.
struct ContactCounts: Sendable {
    private var counts: [MemberID: MessageCount]
    /// When each message of people in their first days goes out, or went.
    private var times: [MemberID: [Instant]]

    init(_ counts: [MemberID: MessageCount] = [:], times: [MemberID: [Instant]] = [:]) {
        self.counts = counts
        self.times = times
    }

    func count(of member: MemberID) -> MessageCount { counts[member] ?? MessageCount(day: 0, week: 0) }

    /// How many go out, or went, on one day of their own.
    func count(of member: MemberID, on day: CivilDate, in zone: ZoneRules) -> Int {
        (times[member] ?? []).count { zone.civil(at: $0).date == day }
    }

    /// Adds messages that go out at `instant`.
    mutating func add(_ more: Int = 1, to member: MemberID, at instant: Instant) {
        let count = count(of: member)
        counts[member] = MessageCount(day: count.day + more, week: count.week + more)
        times[member, default: []] += Array(repeating: instant, count: more)
    }
}
