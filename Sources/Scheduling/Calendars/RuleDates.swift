/// The days of a repetition in order, from a given day on: the start itself, then what the rule makes of each period.
///
/// Goes from period to period (day, week, month or year) as RFC 5545 section 3.3.10 lays down. The first period is found
/// by arithmetic, however far it is from the start. COUNT and UNTIL are for the caller, who knows the time of day.
struct RuleDates: Sequence, IteratorProtocol {
    private let rule: RecurrenceRule
    private let start: CivilDate
    private let from: CivilDate
    private var period: Int
    private var pending: ArraySlice<CivilDate>
    /// The start of the last period that had a day, for giving up.
    private var lastFound: Int

    /// The calendar begins again after 400 years: what did not come in that time never comes.
    private static let cycle = 146_097

    /// The days that are not before `from`.
    init(_ rule: RecurrenceRule, start: CivilDate, from: CivilDate) {
        self.rule = rule
        self.start = start
        self.from = start > from ? start : from
        // The start is one of the times, whether the rule says so or not.
        pending = from <= start ? [start] : []
        let ahead: Int
        switch rule.frequency {
        case .daily: ahead = self.from.daysSince1970 - start.daysSince1970
        case .weekly: ahead = (self.from.daysSince1970 - Self.weekBegins(start, rule)) / 7
        case .monthly: ahead = (self.from.year - start.year) * 12 + self.from.month - start.month
        case .yearly: ahead = self.from.year - start.year
        }
        period = ahead / rule.interval
        lastFound = self.from.daysSince1970
    }

    mutating func next() -> CivilDate? {
        while true {
            if let date = pending.popFirst() { return date }
            guard let (first, dates) = dates(in: period) else { return nil }
            period += 1
            pending = dates.filter { $0 > start && $0 >= from }[...]
            if !pending.isEmpty { lastFound = first }
            if first - lastFound > Self.cycle + rule.interval * 366 { return nil }
        }
    }

    /// The first day of a period, and its days by the rule; nil past the year 9999.
    private mutating func dates(in index: Int) -> (first: Int, dates: [CivilDate])? {
        let first: CivilDate
        var dates: [CivilDate]
        switch rule.frequency {
        case .daily:
            first = start.adding(days: index * rule.interval)
            if !rule.months.isEmpty, !rule.months.contains(first.month) {
                // On to the next month: there is nothing in the rest of this one.
                let left = CivilDate.daysIn(month: first.month, year: first.year) - first.day
                period += left / rule.interval
            }
            dates = [first].filter { rule.allowsMonth($0) && rule.allowsMonthDay($0) && rule.allowsWeekday($0) }
        case .weekly:
            first = CivilDate(daysSince1970: Self.weekBegins(start, rule) + index * rule.interval * 7)
            dates = (0..<7).map { first.adding(days: $0) }.filter { date in
                rule.allowsMonth(date)
                    && (rule.weekdays.isEmpty ? date.weekday == start.weekday : rule.allowsWeekday(date))
            }
        case .monthly:
            let month = start.year * 12 + start.month - 1 + index * rule.interval
            guard let day = CivilDate(year: month / 12, month: month % 12 + 1, day: 1) else { return nil }
            first = day
            dates = rule.allowsMonth(day) ? rule.dates(inMonthOf: day, start: start) : []
        case .yearly:
            guard let day = CivilDate(year: start.year + index * rule.interval, month: 1, day: 1) else { return nil }
            first = day
            dates = rule.dates(inYearOf: day, start: start)
        }
        guard first.year <= 9_999 else { return nil }
        return (first.daysSince1970, rule.positioned(dates))
    }

    private static func weekBegins(_ date: CivilDate, _ rule: RecurrenceRule) -> Int {
        date.daysSince1970 - (date.weekday.rawValue - rule.weekStart.rawValue + 7) % 7
    }
}
