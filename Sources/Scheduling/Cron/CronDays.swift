/// The two day fields of an expression: which days of a month they allow.
///
/// Everything is a bit set, so that a month costs a few operations: a month is no more than its length and the day of
/// the week on which it begins.
struct CronDays: Hashable, Sendable {
    /// Bits 1 to 31.
    var dates: UInt64 = 0
    /// Bit n is the day n before the last; bit 0 the last itself.
    var beforeLast: UInt64 = 0
    /// Bit n is the day from Monday to Friday nearest to day n, in the same month.
    var nearestWorkday: UInt64 = 0
    /// The last day from Monday to Friday.
    var hasLastWorkday = false
    /// Bits 0 (Sunday) to 6.
    var weekdays: UInt64 = 0
    /// Seven bits of weekdays for each of the weeks 1 to 5, then for the last one.
    var weeks: UInt64 = 0
    /// Both fields must allow the day, not just one.
    var needsBoth = false

    static let lastWeek = 6
    static let allDates: UInt64 = (1 << 32) - 2
    static let allWeekdays: UInt64 = 0x7f

    var hasSpecialDates: Bool { (beforeLast | nearestWorkday) != 0 || hasLastWorkday }

    mutating func addWeekday(_ day: Int, week: Int) { weeks |= 1 << UInt64((week - 1) * 7 + day) }

    /// The weekdays of `week`, 1 to 5 or `lastWeek`, as bits 0 to 6.
    func weekdays(in week: Int) -> UInt64 { weeks >> UInt64((week - 1) * 7) & Self.allWeekdays }

    /// The allowed days of a month, as bits 1 to 31.
    ///
    /// `weekday`: On which the month begins, 0 for Sunday.
    func days(monthBeginningOn weekday: Int, length: Int) -> UInt64 {
        let month: UInt64 = (1 << UInt64(length + 1)) - 2
        var byDate = dates
        if hasSpecialDates { byDate |= specialDates(beginningOn: weekday, length: length) }
        // The week as it runs in this month, five times in a row.
        var byWeekday = rotated(weekdays, to: weekday) &* 0x1020_4081 << 1
        if weeks != 0 { byWeekday |= datesOfWeeks(beginningOn: weekday, length: length) }
        return (needsBoth ? byDate & byWeekday : byDate | byWeekday) & month
    }

    /// Bit 0 becomes the day `weekday`.
    private func rotated(_ days: UInt64, to weekday: Int) -> UInt64 {
        (days >> UInt64(weekday) | days << UInt64(7 - weekday)) & Self.allWeekdays
    }

    private func datesOfWeeks(beginningOn weekday: Int, length: Int) -> UInt64 {
        var found: UInt64 = 0
        for week in 1...5 { found |= rotated(weekdays(in: week), to: weekday) << UInt64((week - 1) * 7 + 1) }
        let lastWeekBegins = length - 6
        return found
            | rotated(weekdays(in: Self.lastWeek), to: (weekday + lastWeekBegins - 1) % 7) << UInt64(lastWeekBegins)
    }

    private func specialDates(beginningOn weekday: Int, length: Int) -> UInt64 {
        var found: UInt64 = 0
        var rest = beforeLast
        while rest != 0 {
            let day = length - rest.trailingZeroBitCount
            if day >= 1 { found |= 1 << UInt64(day) }
            rest &= rest - 1
        }
        rest = nearestWorkday
        while rest != 0 {
            let day = rest.trailingZeroBitCount
            if day <= length {
                switch (weekday + day - 1) % 7 {
                case 6: found |= 1 << UInt64(day > 1 ? day - 1 : day + 2)
                case 0: found |= 1 << UInt64(day < length ? day + 1 : day - 2)
                default: found |= 1 << UInt64(day)
                }
            }
            rest &= rest - 1
        }
        if hasLastWorkday {
            switch (weekday + length - 1) % 7 {
            case 6: found |= 1 << UInt64(length - 1)
            case 0: found |= 1 << UInt64(length - 2)
            default: found |= 1 << UInt64(length)
            }
        }
        return found
    }
}
