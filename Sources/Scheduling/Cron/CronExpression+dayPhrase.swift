extension CronExpression {
    /// The days in words: `Every day`, `Every Monday in June`, `On day 1 of the month`.
    var dayPhrase: String {
        let hasAllDates = days.dates == CronDays.allDates
        let hasAllWeekdays = days.weekdays == CronDays.allWeekdays
        let inMonths = months == 0x1ffe ? "" : " in \(Words.list(months.members) { Self.monthNames[$0 - 1] })"
        let ofMonth = inMonths.isEmpty ? " of the month" : ""
        if days.needsBoth {
            switch (hasAllDates, hasAllWeekdays) {
            case (true, true): return "Every day\(inMonths)"
            case (true, false): return everyWeekday(ofMonth) + inMonths
            case (false, true): return "On \(dateWords)\(ofMonth)\(inMonths)"
            case (false, false): return "On \(dateWords)\(ofMonth) when it is \(weekdayWords)\(inMonths)"
            }
        }
        if hasAllDates || hasAllWeekdays { return "Every day\(inMonths)" }
        let weekday = everyWeekday(ofMonth)
        let joint = weekday.hasPrefix("Every") ? "and on every" : "and on"
        return "On \(dateWords)\(ofMonth) \(joint)\(weekday.drop { $0 != " " })\(inMonths)"
    }

    private var dateWords: String {
        var words: [String] = []
        if days.dates != 0 { words.append("day \(Words.list(days.dates.members, String.init))") }
        words += days.nearestWorkday.members.map { "the weekday nearest to day \($0)" }
        words += days.beforeLast.members.reversed().map {
            switch $0 {
            case 0: "the last day"
            case 1: "the day before the last"
            default: "the day \($0) days before the last"
            }
        }
        if days.hasLastWorkday { words.append("the last weekday (Monday to Friday)") }
        return Words.joined(words)
    }

    private var plainWeekdays: String? {
        days.weekdays == 0 ? nil : Words.list(Self.fromMonday(days.weekdays)) { Self.weekdayNames[$0] }
    }

    private var weekdaysOfWeeks: [String] {
        (1...CronDays.lastWeek).flatMap { week in
            Self.fromMonday(days.weekdays(in: week)).map { "the \(Self.weekNames[week - 1]) \(Self.weekdayNames[$0])" }
        }
    }

    /// `Every Monday`, `On the 2nd Friday of the month`, or both.
    private func everyWeekday(_ ofMonth: String) -> String {
        let weeks = weekdaysOfWeeks.isEmpty ? nil : "on \(Words.joined(weekdaysOfWeeks))\(ofMonth)"
        switch (plainWeekdays, weeks) {
        case (let plain?, let weeks?): return "Every \(plain) and \(weeks)"
        case (let plain?, nil): return "Every \(plain)"
        case (nil, let weeks): return "O\((weeks ?? "").dropFirst())"
        }
    }

    /// `a Monday or the 2nd Friday`.
    private var weekdayWords: String {
        let plain = Self.fromMonday(days.weekdays).map { "a \(Self.weekdayNames[$0])" }
        return Words.joined(plain + weekdaysOfWeeks, by: "or")
    }

    /// The members with Sunday, as 7, at the end.
    private static func fromMonday(_ weekdays: UInt64) -> [Int] {
        (weekdays & ~1 | (weekdays & 1) << 7).members
    }

    private static let weekNames = ["1st", "2nd", "3rd", "4th", "5th", "last"]
    private static let weekdayNames = [
        "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
