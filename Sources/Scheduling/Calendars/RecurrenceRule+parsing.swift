extension RecurrenceRule {
    private static let unsupported = [
        "BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO", "RSCALE", "SKIP",
    ]
    private static let weekdayNames: [String: Weekday] = [
        "SU": .sunday, "MO": .monday, "TU": .tuesday, "WE": .wednesday, "TH": .thursday, "FR": .friday,
        "SA": .saturday,
    ]

    /// Reads the value of an RRULE.
    ///
    /// `start`: The event's start, whose kind the kind of UNTIL must follow.
    /// - Throws: `CalendarFault` for a part that is wrong, unsupported, or does not go with the others.
    init(_ value: CalendarText, start: CalendarTime) throws(CalendarFault) {
        var parts: [String: CalendarText] = [:]
        for part in value.split(";") {
            guard let (name, text) = part.halves("=") else {
                throw part.fault("expected a part like FREQ=WEEKLY, found '\(part.text)'")
            }
            let key = name.text.uppercased()
            guard parts.updateValue(text, forKey: key) == nil else { throw name.fault("\(key) is there twice") }
            if Self.unsupported.contains(key) {
                throw name.fault(
                    "\(key) in a repetition is not supported",
                    hint: "write one event for each, or use BYDAY, BYMONTHDAY and BYMONTH")
            }
            let known = [
                "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST",
            ]
            guard known.contains(key) else { throw name.fault("'\(key)' is no part of a repetition") }
        }
        guard let frequencyText = parts["FREQ"] else { throw value.fault("a repetition must name FREQ") }
        guard let frequency = Frequency(rawValue: frequencyText.text.uppercased()) else {
            throw frequencyText.fault(
                "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY, not '\(frequencyText.text)'")
        }
        self.frequency = frequency
        interval = try Self.number(parts["INTERVAL"], "INTERVAL", in: 1...100_000) ?? 1
        end = try Self.end(parts["COUNT"], parts["UNTIL"], start: start)
        weekdays = try Self.weekdays(parts["BYDAY"], frequency)
        monthDays = try Self.numbers(parts["BYMONTHDAY"], "BYMONTHDAY", upTo: 31)
        months = try Self.numbers(parts["BYMONTH"], "BYMONTH", upTo: 12, signed: false)
        positions = try Self.numbers(parts["BYSETPOS"], "BYSETPOS", upTo: 366)
        weekStart =
            try parts["WKST"].map { text throws(CalendarFault) in
                guard let day = Self.weekdayNames[text.text.uppercased()] else {
                    throw text.fault("WKST must be a day like MO, not '\(text.text)'")
                }
                return day
            } ?? .monday
        if let text = parts["BYMONTHDAY"] {
            guard frequency != .weekly else { throw text.fault("BYMONTHDAY does not go with FREQ=WEEKLY") }
            let longest = months.map { CivilDate.daysIn(month: $0, year: 2_024) }.max() ?? 31
            guard monthDays.contains(where: { abs($0) <= longest }) else {
                throw text.fault("that day never comes in the months that are named")
            }
        }
        if let text = parts["BYSETPOS"], weekdays.isEmpty, monthDays.isEmpty, months.isEmpty {
            throw text.fault("BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH beside it")
        }
    }

    private static func end(
        _ count: CalendarText?, _ until: CalendarText?, start: CalendarTime
    ) throws(CalendarFault) -> End {
        if let count {
            if let until { throw until.fault("a repetition ends by COUNT or by UNTIL, not by both") }
            return .count(try number(count, "COUNT", in: 1...1_000_000) ?? 1)
        }
        guard let until else { return .never }
        let bytes = Array(until.bytes)
        if let date = CalendarTime.date(bytes[...]) {
            guard start.isDate else {
                throw until.fault(
                    "UNTIL is a day, but the event starts at a time",
                    hint: "write the time as well, like \(until.text)T235959\(start.isFloating ? "" : "Z")")
            }
            guard date >= start.civil.date else { throw until.fault("UNTIL lies before the event's start") }
            return .untilDate(date)
        }
        let isUTC = bytes.last == UInt8(ascii: "Z")
        guard bytes.count == (isUTC ? 16 : 15), bytes[8] == UInt8(ascii: "T"),
            let date = CalendarTime.date(bytes[..<8]), let time = CalendarTime.time(bytes[9..<15])
        else { throw until.fault("UNTIL must be like 20261231 or 20261231T235959Z, not '\(until.text)'") }
        guard !start.isDate else {
            throw until.fault("UNTIL has a time, but the event lasts whole days", hint: "write the day alone")
        }
        let civil = CivilDateTime(date: date, time: time)
        guard isUTC != start.isFloating else {
            throw start.isFloating
                ? until.fault(
                    "UNTIL is universal time, but the event starts at a floating time", hint: "leave out the Z")
                : until.fault("UNTIL must be universal time", hint: "write the time with Z at its end")
        }
        let last = Instant(seconds: civil.seconds)
        guard start.isFloating ? civil >= start.civil : last >= start.instant(in: .utc) else {
            throw until.fault("UNTIL lies before the event's start")
        }
        return isUTC ? .untilInstant(last) : .untilLocal(civil)
    }

    private static func weekdays(
        _ text: CalendarText?, _ frequency: Frequency
    ) throws(CalendarFault) -> [OrdinalWeekday] {
        guard let text else { return [] }
        var found: [OrdinalWeekday] = []
        for part in text.split(",") {
            let split = max(part.range.lowerBound, part.range.upperBound - 2)
            let name = CalendarText(line: part.line, range: split..<part.range.upperBound)
            let before = CalendarText(line: part.line, range: part.range.lowerBound..<split)
            guard let weekday = weekdayNames[name.text.uppercased()] else {
                throw part.fault("BYDAY must name days like MO or -1FR, not '\(part.text)'")
            }
            guard !before.range.isEmpty else {
                found.append(OrdinalWeekday(ordinal: 0, weekday: weekday))
                continue
            }
            guard frequency == .monthly || frequency == .yearly else {
                throw part.fault(
                    "'\(part.text)' counts days of a month or year, which FREQ=\(frequency.rawValue) has not")
            }
            let limit = frequency == .monthly ? 5 : 53
            guard let ordinal = before.number, ordinal != 0, abs(ordinal) <= limit else {
                throw part.fault("the number in BYDAY must be 1 to \(limit) or -\(limit) to -1, not '\(before.text)'")
            }
            found.append(OrdinalWeekday(ordinal: ordinal, weekday: weekday))
        }
        return found
    }

    private static func numbers(
        _ text: CalendarText?, _ name: String, upTo limit: Int, signed: Bool = true
    ) throws(CalendarFault) -> [Int] {
        guard let text else { return [] }
        var found: Set<Int> = []
        for part in text.split(",") {
            guard let value = part.number, value != 0, abs(value) <= limit, signed || value > 0 else {
                let range = "1 to \(limit)" + (signed ? " or -\(limit) to -1" : "")
                throw part.fault("\(name) must be \(range), not '\(part.text)'")
            }
            found.insert(value)
        }
        return found.sorted()
    }

    private static func number(
        _ text: CalendarText?, _ name: String, in range: ClosedRange<Int>
    ) throws(CalendarFault) -> Int? {
        guard let text else { return nil }
        guard let value = text.number, range.contains(value) else {
            throw text.fault("\(name) must be \(range.lowerBound) to \(range.upperBound), not '\(text.text)'")
        }
        return value
    }
}
