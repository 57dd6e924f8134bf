import Scheduling
import Testing

/// A small generator whose seed is printed with every failure.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// What the tests of this folder read again and again.
enum Sample {
    static let zones = ZoneDatabase()

    static func instant(_ text: String) throws -> Instant { try #require(Instant(iso8601: text)) }
    static func date(_ text: String) throws -> CivilDate { try #require(CivilDate(iso8601: text)) }
    static func zone(_ name: String) throws -> ZoneRules { try zones.rules(named: name) }
    static func cron(_ text: String) throws -> Recurrence { .cron(try CronExpression(parsing: text)) }

    static func every(_ interval: Duration, _ anchor: String = "2026-01-01T00:00:00Z") throws -> Recurrence {
        .every(try #require(EveryInterval(interval, anchor: try instant(anchor))))
    }

    /// The fires one by one, after `start` and up to `end`.
    static func fires(_ recurrence: Recurrence, in zone: ZoneRules, after start: Instant, through end: Instant)
        -> [Instant]
    {
        fires(Schedule(recurrence, in: zone), after: start, through: end)
    }

    static func fires(_ schedule: Schedule, after start: Instant, through end: Instant) -> [Instant] {
        var found: [Instant] = []
        var position = start
        while let fire = schedule.next(after: position), fire.instant <= end {
            found.append(fire.instant)
            position = fire.instant
        }
        return found
    }
}
