/// What the parts of a rule make of one month or year: the table of RFC 5545 section 3.3.10, page 44.
extension RecurrenceRule {
    func allowsMonth(_ date: CivilDate) -> Bool { months.isEmpty || months.contains(date.month) }

    func allowsMonthDay(_ date: CivilDate) -> Bool {
        guard !monthDays.isEmpty else { return true }
        let fromEnd = date.day - CivilDate.daysIn(month: date.month, year: date.year) - 1
        return monthDays.contains(date.day) || monthDays.contains(fromEnd)
    }

    /// By its name alone, ordinals aside.
    func allowsWeekday(_ date: CivilDate) -> Bool {
        weekdays.isEmpty || weekdays.contains { $0.weekday == date.weekday }
    }

    /// Whether BYDAY names the day among those from `first` to `last`.
    private func allows(_ date: CivilDate, first: CivilDate, last: CivilDate) -> Bool {
        weekdays.contains { entry in
            guard entry.weekday == date.weekday else { return false }
            if entry.ordinal == 0 { return true }
            return entry.ordinal > 0
                ? (date.daysSince1970 - first.daysSince1970) / 7 + 1 == entry.ordinal
                : (last.daysSince1970 - date.daysSince1970) / 7 + 1 == -entry.ordinal
        }
    }

    /// The days in the month that begins with `first`, in order, BYSETPOS not yet applied.
    func dates(inMonthOf first: CivilDate, start: CivilDate) -> [CivilDate] {
        let last = first.adding(days: CivilDate.daysIn(month: first.month, year: first.year) - 1)
        let all = (first.daysSince1970...last.daysSince1970).map { CivilDate(daysSince1970: $0) }
        if monthDays.isEmpty, weekdays.isEmpty { return all.filter { $0.day == start.day } }
        return all.filter { date in
            allowsMonthDay(date) && (weekdays.isEmpty || allows(date, first: first, last: last))
        }
    }

    /// The days in the year that begins with `first`, in order, BYSETPOS not yet applied.
    func dates(inYearOf first: CivilDate, start: CivilDate) -> [CivilDate] {
        guard monthDays.isEmpty, weekdays.isEmpty else {
            // With BYMONTH the ordinals of BYDAY count in each month, without it in the year.
            guard months.isEmpty, weekdays.contains(where: { $0.ordinal != 0 }) else {
                return (months.isEmpty ? Array(1...12) : months).flatMap { month in
                    CivilDate(year: first.year, month: month, day: 1).map { dates(inMonthOf: $0, start: start) } ?? []
                }
            }
            let last = first.adding(days: CivilDate.isLeap(first.year) ? 365 : 364)
            return (first.daysSince1970...last.daysSince1970).map { CivilDate(daysSince1970: $0) }
                .filter { allows($0, first: first, last: last) && allowsMonthDay($0) }
        }
        // A day that a year does not have, as 29 February, is left out.
        return (months.isEmpty ? [start.month] : months)
            .compactMap { CivilDate(year: first.year, month: $0, day: start.day) }
    }

    /// What BYSETPOS keeps of a period's days.
    func positioned(_ dates: [CivilDate]) -> [CivilDate] {
        guard !positions.isEmpty else { return dates }
        let kept = Set(positions.map { $0 > 0 ? $0 - 1 : dates.count + $0 })
        return dates.indices.filter { kept.contains($0) }.map { dates[$0] }
    }
}
