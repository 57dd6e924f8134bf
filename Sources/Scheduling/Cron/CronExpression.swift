/// Times by a cron expression: minute, hour, day of month, month and day of week, with seconds before them if need be.
///
/// - Each field: `*`, numbers, ranges `a-b`, steps `*/n`, `a-b/n` and `a/n` (from a to the end), lists; names of months
///   and weekdays in any case; Sunday is 0 and 7.
/// - Day of month: `L` (the last), `L-3` (three days before it), `15W` (the day from Monday to Friday nearest to the
///   15th, in the same month), `LW` (the last day from Monday to Friday).
/// - Day of week: `fri#2` (the second Friday), `friL` or `fri#L` (the last).
/// - `H` is a number chosen by the job's id; `H/5` and `H(0-29)` choose from a step or a range. In the day of month it
///   stays below 29.
/// - `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` and `@annually` stand alone.
///
/// The two day fields combine as in Debian's cron (crontab(5)): when either begins with `*` or is `?`, both must match;
/// otherwise one is enough. A `+` before the day of week makes both necessary.
public struct CronExpression: Hashable, Sendable {
    /// As it was written.
    public let source: String
    let seconds: UInt64
    let minutes: UInt64
    let hours: UInt64
    let months: UInt64
    let days: CronDays
    /// Follows elapsed time over clock changes: minute or hour begins with `*`, or seconds are given.
    let isWildcard: Bool
    /// Written with six fields.
    let hasSeconds: Bool
    /// What becomes of times that the clocks skip or show twice.
    public var policy = ClockChangePolicy.debian

    /// Reads an expression; without a `jobID`, which `H` is chosen by, `H` is an error.
    ///
    /// - Throws: `CronError` with the column, and what to write instead.
    public init(parsing source: String, hashing jobID: String? = nil) throws(CronError) {
        self.source = source
        let fields = try Self.fields(of: source)
        hasSeconds = fields.count == 6
        let hash = jobID.map(CronHash.init)
        func numbers(_ field: CronField) throws(CronError) -> UInt64 {
            let index = field.rawValue - (fields.count == 6 ? 0 : 1)
            guard index >= 0 else { return 1 }
            let reader = CronFieldReader(field: field, hash: hash)
            var bits: UInt64 = 0
            for item in fields[index].split(",") { bits |= try reader.numbers(item) }
            return bits
        }
        seconds = try numbers(.second)
        minutes = try numbers(.minute)
        hours = try numbers(.hour)
        let (dates, weekdays) = (fields[fields.count - 3], fields[fields.count - 1])
        var days = CronDays()
        for item in dates.split(",") {
            try CronFieldReader(field: .dayOfMonth, hash: hash).addDate(item, to: &days)
        }
        months = try numbers(.month)
        let isBoth = weekdays.text.first == "+"
        for item in (isBoth ? weekdays.dropFirst() : weekdays).split(",") {
            try CronFieldReader(field: .dayOfWeek, hash: hash).addWeekday(item, to: &days)
        }
        days.needsBoth = isBoth || [dates, weekdays].contains { $0.text.first == "*" || $0.text.first == "?" }
        self.days = days
        isWildcard = hasSeconds || fields.prefix(2).contains { $0.text.first == "*" }
        guard Self.canOccur(days, in: months) else { throw Self.neverComes(days, months, dates, weekdays) }
    }

    /// Whether it fires every minute of some hours, which is rarely meant.
    public var firesEveryMinute: Bool { minutes == (1 << 60) - 1 }

    /// Whether it fires at most once in each day.
    public var isDailyAtMost: Bool { firesPerDay == 1 }

    /// How many readings of the clock it names on a day that it allows.
    var firesPerDay: Int { hours.nonzeroBitCount * minutes.nonzeroBitCount * seconds.nonzeroBitCount }

    func matches(_ date: CivilDate) -> Bool {
        guard months & 1 << UInt64(date.month) != 0 else { return false }
        let begin = (date.weekday.rawValue + 7 - (date.day - 1) % 7) % 7
        let length = CivilDate.daysIn(month: date.month, year: date.year)
        return days.days(monthBeginningOn: begin, length: length) & 1 << UInt64(date.day) != 0
    }
}
