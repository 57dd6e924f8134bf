/// What is refused before and after the fields themselves are read.
extension CronExpression {
    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// The five or six fields, with a nickname written out.
    static func fields(of source: String) throws(CronError) -> [CronPart] {
        let whole = CronPart(source)
        let words = whole.words
        guard let first = words.first else {
            throw whole.error("the cron expression is empty", hint: "for 8 in the evening write \"0 20 * * *\"")
        }
        if first.text.hasPrefix("@") { return try fields(ofNickname: first, words) }
        for prefix in ["TZ=", "CRON_TZ="] where first.text.hasPrefix(prefix) {
            throw first.error(
                "a zone cannot be part of the expression",
                hint: "write 'timezone: \(first.text.dropFirst(prefix.count))' beside 'cron:'")
        }
        guard words.count == 5 || words.count == 6 else {
            let hint =
                words.count == 7
                ? "a year cannot be named: leave the seventh field out" : "for 8 in the evening write \"0 20 * * *\""
            throw whole.error(
                "a cron expression has 5 fields (minute, hour, day of month, month, day of week) or 6 with the second "
                    + "first, not \(words.count)", hint: hint)
        }
        return words
    }

    private static func fields(ofNickname name: CronPart, _ words: [CronPart]) throws(CronError) -> [CronPart] {
        guard let text = nicknames[String(name.text)] else {
            let known = nicknames.keys.sorted()
            let lower = name.text.lowercased()
            let hint =
                switch lower {
                case "@reboot": "a schedule cannot start with the machine; name a time, or run the job by hand"
                case "@every": "every 15 minutes is \"*/15 * * * *\""
                case _ where nicknames[lower] != nil: "write it in small letters: \(lower)"
                default: "known are \(known.joined(separator: ", "))"
                }
            throw name.error("'\(name.text)' is no schedule", hint: hint)
        }
        guard words.count == 1 else {
            throw words[1].error("'\(name.text)' stands alone", hint: "leave out what follows it, or write \"\(text)\"")
        }
        return CronPart(text).words
    }

    /// Whether any month of any year has such a day.
    ///
    /// Exact: in the 400 years after which the calendar repeats, every month begins on every day of the week, February
    /// with 28 and with 29 days alike.
    static func canOccur(_ days: CronDays, in months: UInt64) -> Bool {
        (1...12).contains { month in
            months & 1 << UInt64(month) != 0
                && (0..<7).contains { weekday in
                    days.days(
                        monthBeginningOn: weekday, length: CivilDate.daysIn(month: month, year: 2_024)) != 0
                        || month == 2 && days.days(monthBeginningOn: weekday, length: 28) != 0
                }
        }
    }

    static func neverComes(
        _ days: CronDays, _ months: UInt64, _ dates: CronPart, _ weekdays: CronPart
    ) -> CronError {
        var anyWeekday = days
        anyWeekday.weekdays = CronDays.allWeekdays
        guard canOccur(anyWeekday, in: months) else {
            let plain = days.hasSpecialDates ? "'\(dates.text)'" : "day \(days.dates.trailingZeroBitCount)"
            return dates.error(
                "\(plain) never comes in the months that are named",
                hint: "February ends on the 28th or 29th, April, June, September and November on the 30th; "
                    + "for the last day of a month write L")
        }
        return weekdays.error(
            "no day is both '\(dates.text)' of the month and '\(weekdays.text)' of the week",
            hint: "write * for one of the two")
    }
}
