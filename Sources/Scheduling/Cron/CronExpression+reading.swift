/// The search for the next matching reading, on a calendar without zones: whole days come from the bit set of a month,
/// months that are not named cost an addition, and the time of day comes from the bit sets of hour, minute and second.
extension CronExpression {
    /// The Gregorian calendar repeats after 400 years, so a search need never go further.
    private static let monthsToSearch = 4_812

    /// The first matching reading at or after `local`, in seconds from 1970 on the same clock; nil when none comes.
    func reading(atOrAfter local: Int64) -> Int64? {
        let day = local.floorDivided(by: 86_400)
        let date = CivilDate(daysSince1970: Int(day))
        var month = UInt64(date.month)
        var year = date.year
        var first = day - Int64(date.day - 1)
        var weekday = Int((first + 4) % 7)
        if weekday < 0 { weekday += 7 }
        var length = CivilDate.daysIn(month: date.month, year: year)
        if months & 1 << month != 0 {
            var found = days.days(monthBeginningOn: weekday, length: length) & (~0 << UInt64(date.day))
            if found & 1 << UInt64(date.day) != 0 {
                if let time = time(atOrAfter: local - day * 86_400) { return day * 86_400 + time }
                found &= found - 1
            }
            if found != 0 { return (first + Int64(found.trailingZeroBitCount - 1)) * 86_400 + firstTime }
        }
        for _ in 0..<Self.monthsToSearch {
            first += Int64(length)
            weekday = (weekday + length) % 7
            if month == 12 {
                month = 1
                year += 1
            } else {
                month += 1
            }
            length = CivilDate.daysIn(month: Int(month), year: year)
            guard months & 1 << month != 0 else { continue }
            let found = days.days(monthBeginningOn: weekday, length: length)
            if found != 0 { return (first + Int64(found.trailingZeroBitCount - 1)) * 86_400 + firstTime }
        }
        return nil
    }

    private var firstTime: Int64 {
        Int64(hours.trailingZeroBitCount * 3_600 + minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount)
    }

    /// The first matching second of a day at or after `second`; nil when the day has no more.
    private func time(atOrAfter second: Int64) -> Int64? {
        let hour = UInt64(second / 3_600)
        if hours & 1 << hour != 0 {
            let minute = UInt64(second / 60 % 60)
            if minutes & 1 << minute != 0 {
                let rest = seconds & (~0 << UInt64(second % 60))
                if rest != 0 { return second - second % 60 + Int64(rest.trailingZeroBitCount) }
            }
            let rest = minutes & (~0 << (minute + 1))
            if rest != 0 {
                return Int64(hour) * 3_600 + Int64(rest.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount)
            }
        }
        let rest = hours & (~0 << (hour + 1))
        guard rest != 0 else { return nil }
        return Int64(
            rest.trailingZeroBitCount * 3_600 + minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount)
    }
}
