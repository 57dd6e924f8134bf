extension CalendarInterval {
    /// The first of the days that is `day` or later, by arithmetic from the anchor.
    public func nextDate(onOrAfter day: CivilDate) -> CivilDate {
        switch unit {
        case .day:
            let start = anchor.daysSince1970
            return CivilDate(daysSince1970: start + (day.daysSince1970 - start).roundedUp(to: count))
        case .week: return nextWeekday(onOrAfter: day)
        case .month:
            let start = anchor.year * 12 + anchor.month - 1
            let now = day.year * 12 + day.month - 1
            let index = start + (now - start).roundedUp(to: count)
            let date = clamped(year: index.floorDivided(by: 12), month: index - index.floorDivided(by: 12) * 12 + 1)
            guard date < day else { return date }
            let later = index + count
            return clamped(year: later.floorDivided(by: 12), month: later - later.floorDivided(by: 12) * 12 + 1)
        case .year:
            let year = anchor.year + (day.year - anchor.year).roundedUp(to: count)
            let date = clamped(year: year, month: anchor.month)
            return date < day ? clamped(year: year + count, month: anchor.month) : date
        }
    }

    private func nextWeekday(onOrAfter day: CivilDate) -> CivilDate {
        func weekBegins(_ date: CivilDate) -> Int {
            date.daysSince1970 - (date.weekday.rawValue - weekStart.rawValue + 7) % 7
        }
        let first = weekBegins(anchor)
        let weeks = (weekBegins(day) - first) / 7
        // The week of `day` may count and still have no day left; the next one that counts has one.
        for week in [weeks.roundedUp(to: count), (weeks + 1).roundedUp(to: count)] {
            for offset in 0..<7 {
                let date = CivilDate(daysSince1970: first + week * 7 + offset)
                if date >= day, weekdays.contains(date.weekday) { return date }
            }
        }
        return day
    }

    private func clamped(year: Int, month: Int) -> CivilDate {
        let last = CivilDate.daysIn(month: month, year: year)
        return CivilDate(year: year, month: month, day: min(dayOfMonth, last)) ?? anchor
    }
}

extension Int {
    func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    /// The smallest multiple of `step` that is not less.
    func roundedUp(to step: Int) -> Int { -(-self).floorDivided(by: step) * step }
}
