extension CronExpression {
    /// The expression in plain English, such as `Every Monday at 09:00`.
    public var summary: String {
        let time: String
        if isDailyAtMost {
            time =
                "at \(LocalTime(secondsSinceMidnight: hours.trailingZeroBitCount * 3_600 + minutes.trailingZeroBitCount * 60))"
        } else if hours == (1 << 24) - 1, firesEveryMinute {
            time = "every minute"
        } else if hours == (1 << 24) - 1 {
            time = "at \(Self.list(minutes, 60) { ":" + $0.twoDigits }) of every hour"
        } else if firesEveryMinute {
            time = "every minute from \(Self.list(hours, 24) { $0.twoDigits + ":00" }) on for an hour"
        } else if hours.nonzeroBitCount * minutes.nonzeroBitCount <= 6 {
            let times = (0..<24).filter { hours & 1 << UInt64($0) != 0 }.flatMap { hour in
                (0..<60).filter { minutes & 1 << UInt64($0) != 0 }.map { "\(hour.twoDigits):\($0.twoDigits)" }
            }
            time = "at " + Self.joined(times)
        } else {
            time =
                "at \(Self.list(minutes, 60) { ":" + $0.twoDigits }) in the hours \(Self.list(hours, 24, String.init))"
        }
        return "\(days) \(time)"
    }

    private var days: String {
        let everyWeekday = daysOfWeek & 0x7f == 0x7f
        let everyDate = daysOfMonth == ((1 << 32) - 2)
        let weekdays = Self.list(daysOfWeek, 7) { Weekday.allCases[$0].name }
        let dates = "day \(Self.list(daysOfMonth, 32, String.init))"
        let inMonths = months == 0x1ffe ? "" : " in \(Self.list(months, 13) { Self.monthNames[$0 - 1] })"
        let ofMonth = inMonths.isEmpty ? " of the month" : ""
        switch (everyDate, everyWeekday) {
        case (true, true): return "Every day\(inMonths)"
        case (true, false) where needsBothDays: return "Every \(weekdays)\(inMonths)"
        case (false, true) where needsBothDays: return "On \(dates)\(ofMonth)\(inMonths)"
        case (_, _) where needsBothDays: return "On \(dates)\(ofMonth) when it is a \(weekdays)\(inMonths)"
        case (true, _), (_, true): return "Every day\(inMonths)"
        default: return "On \(dates)\(ofMonth) and on every \(weekdays)\(inMonths)"
        }
    }

    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static func list(_ bits: UInt64, _ count: Int, _ name: (Int) -> String) -> String {
        joined((0..<count).filter { bits & 1 << UInt64($0) != 0 }.map(name))
    }

    private static func joined(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}
