/// The days of one all-day event.
struct AllDaySeries: Hashable, Sendable {
    let start: CivilDate
    let length: Int
    let rule: RecurrenceRule?
    let added: [CivilDate]
    let removed: Set<CivilDate>

    /// nil for an event with a time of day, and for a cancelled one.
    init?(_ event: CalendarEvent) {
        guard event.start.isDate, !event.isCancelled else { return nil }
        start = event.start.civil.date
        length = max(1, event.length.days)
        rule = event.rule
        added = event.added.map(\.civil.date)
        removed = Set(event.removed.map(\.civil.date))
    }

    /// Days since 1970, in no order.
    func days(in range: ClosedRange<CivilDate>) -> Set<Int> {
        let first = range.lowerBound.adding(days: 1 - length)
        var starts = added.filter { $0 >= first && $0 <= range.upperBound }
        if let rule {
            var remaining = Int.max
            var from = first
            if case .count(let count) = rule.end {
                remaining = count
                from = start
            }
            for date in RuleDates(rule, start: start, from: from) {
                guard remaining > 0, date <= range.upperBound else { break }
                if case .untilDate(let last) = rule.end, date > last { break }
                remaining -= 1
                if date >= first { starts.append(date) }
            }
        } else if start >= first, start <= range.upperBound {
            starts.append(start)
        }
        let bounds = range.lowerBound.daysSince1970...range.upperBound.daysSince1970
        return Set(
            starts.filter { !removed.contains($0) }
                .flatMap { $0.daysSince1970..<($0.daysSince1970 + length) }.filter(bounds.contains))
    }

    var definition: String {
        let rest = [added, removed.sorted()].map { $0.map(\.iso8601).joined(separator: "+") }
        return "\(start)x\(length) \(rule.map(\.definition) ?? "") \(rest.joined(separator: "-"))"
    }
}

extension RecurrenceRule {
    /// One line that differs whenever the rule differs.
    fileprivate var definition: String {
        let days = weekdays.map { "\($0.ordinal)\($0.weekday.shortName)" }
        return "\(frequency.rawValue) \(interval) \(end) \(days) \(monthDays) \(months) \(positions) \(weekStart)"
    }
}
