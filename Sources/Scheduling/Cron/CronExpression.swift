/// Times by a cron expression of five fields: minute, hour, day of month, month, day of week.
///
/// Lists, ranges, steps, names, `?` in the day fields, and `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`,
/// `@yearly`, `@annually`. The two day fields combine as in Debian's cron (crontab(5)): when either begins with `*` or
/// `?`, both must match; otherwise one is enough.
public struct CronExpression: Hashable, Sendable {
    /// As it was written.
    public let source: String
    let minutes: UInt64
    let hours: UInt64
    let daysOfMonth: UInt64
    let months: UInt64
    let daysOfWeek: UInt64
    /// Both day fields must match, not just one.
    let needsBothDays: Bool
    /// Follows elapsed time over clock changes, as the minute or the hour is a wildcard.
    let isWildcard: Bool

    /// - Throws: `CronError` with the column, and what to write instead.
    public init(parsing source: String) throws(CronError) {
        self.source = source
        var text = source
        if source.hasPrefix("@") {
            guard let nickname = Self.nicknames[source] else {
                let hint =
                    source == "@reboot"
                    ? "a schedule cannot start with the machine; name a time, or run the job by hand"
                    : "known are \(Self.nicknames.keys.sorted().joined(separator: ", "))"
                throw CronError(column: 1, length: source.count, message: "'\(source)' is no schedule", hint: hint)
            }
            text = nickname
        }
        if text.contains("TZ=") {
            throw CronError(
                column: 1, length: text.count, message: "a zone cannot be part of the expression",
                hint: "write 'timezone:' beside 'cron:'")
        }
        var fields: [(text: Substring, column: Int)] = []
        var column = 1
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !part.isEmpty { fields.append((part, column)) }
            column += part.count + 1
        }
        guard fields.count == 5 else {
            throw CronError(
                column: 1, length: max(1, text.count),
                message:
                    "a cron expression has 5 fields (minute, hour, day of month, month, day of week), not \(fields.count)",
                hint: "for 8 in the evening write \"0 20 * * *\"")
        }
        var sets: [UInt64] = []
        for (field, part) in zip(CronField.allCases, fields) {
            sets.append(try field.numbers(in: part.text, at: part.column))
        }
        (minutes, hours, daysOfMonth, months, daysOfWeek) = (sets[0], sets[1], sets[2], sets[3], sets[4])
        let isStar = fields.map { $0.text.first == "*" || $0.text.first == "?" }
        needsBothDays = isStar[2] || isStar[4]
        isWildcard = isStar[0] || isStar[1]
        let longest =
            (1...12).filter { [months] in months & 1 << UInt64($0) != 0 }
            .map { CivilDate.daysIn(month: $0, year: 2_024) }.max() ?? 0
        if needsBothDays, daysOfMonth.trailingZeroBitCount > longest {
            throw CronError(
                column: fields[2].column, length: fields[2].text.count,
                message: "day \(daysOfMonth.trailingZeroBitCount) never comes in the months that are named",
                hint: "for the last day of each month name day 28")
        }
    }

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// Whether it fires every minute of some hours, which is rarely meant.
    public var firesEveryMinute: Bool { minutes == (1 << 60) - 1 }

    /// Whether it fires at most once in each day.
    public var isDailyAtMost: Bool { minutes.nonzeroBitCount == 1 && hours.nonzeroBitCount == 1 }

    func matches(_ date: CivilDate) -> Bool {
        guard months & 1 << UInt64(date.month) != 0 else { return false }
        let byDay = daysOfMonth & 1 << UInt64(date.day) != 0
        let byWeekday = daysOfWeek & 1 << UInt64(date.weekday.rawValue) != 0
        return needsBothDays ? byDay && byWeekday : byDay || byWeekday
    }
}
