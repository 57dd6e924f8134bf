public import Scheduling

/// Somebody's first days: the one they joined on and the fourteen after it, in which listening is as good as anything.
///
/// The program writes to them once a day at the most, whatever its jobs are about. Nothing is asked of them for it: neither an
/// answer nor a word.
public enum GentleStart {
    /// Whole days after the day they joined.
    public static let days = 14
    /// How many messages a day they have at the most, other than those that they wait for.
    public static let perDay = 1

    /// Whether `day`, by their own calendar, is one of `member`'s first.
    public static func holds(for member: Member, on day: CivilDate) -> Bool {
        guard let joined = member.joinedOn else { return false }
        return (0...days).contains(day.daysSince1970 - joined.daysSince1970)
    }

    /// The same a day before and after, for calendars that show another day.
    public static func mayHold(for member: Member, near day: CivilDate) -> Bool {
        (-1...1).contains { holds(for: member, on: day.adding(days: $0)) }
    }
}
