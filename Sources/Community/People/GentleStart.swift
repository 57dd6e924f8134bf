public import Scheduling

/// Somebody's first days, while they are a newcomer: listening is as good as anything then.
///
/// The program writes to them once a day at the most, whatever its jobs are about. Nothing is asked of them for it: neither an
/// answer nor a word.
public enum GentleStart {
    /// How many messages a day they have at the most, other than those that they wait for.
    public static let perDay = 1

    /// Whether one of `member`'s first `days` is `day`, or the one before or after it by another calendar.
    public static func mayHold(for member: Member, near day: CivilDate, days: Int) -> Bool {
        (-1...1).contains { member.isNewcomer(on: day.adding(days: $0), days: days) }
    }
}
