/// A time as a calendar writes it: a day, a reading of whoever's clock, of a zone's clock, or of universal time.
///
/// RFC 5545 sections 3.3.4 and 3.3.5.
enum CalendarTime: Sendable {
    case date(CivilDate)
    case floating(CivilDateTime)
    case zoned(CivilDateTime, ZoneRules)
    case utc(CivilDateTime)

    /// What is written.
    var civil: CivilDateTime {
        switch self {
        case .date(let date): CivilDateTime(date: date, time: LocalTime(secondsSinceMidnight: 0))
        case .floating(let civil), .zoned(let civil, _), .utc(let civil): civil
        }
    }

    var isDate: Bool { if case .date = self { true } else { false } }
    var isUTC: Bool { if case .utc = self { true } else { false } }
    var isFloating: Bool { if case .floating = self { true } else { false } }

    /// Whose clock shows it; `zone` for a day and for a floating time.
    func rules(in zone: ZoneRules) -> ZoneRules {
        switch self {
        case .date, .floating: zone
        case .zoned(_, let own): own
        case .utc: .utc
        }
    }

    /// The instant, days and floating times in `zone`.
    func instant(in zone: ZoneRules) -> Instant {
        let rules = rules(in: zone)
        return isDate ? rules.firstInstant(of: civil) : rules.calendarInstant(of: civil)
    }
}

extension ZoneRules {
    /// When the clocks show `civil`: the first time when they do twice, and counted on from before the gap when they
    /// never do (RFC 5545 section 3.3.5).
    func calendarInstant(of civil: CivilDateTime) -> Instant {
        switch resolve(civil) {
        case .unique(let instant), .overlap(let instant, _): instant
        case .gap(let end, _):
            Instant(seconds: civil.seconds - Int64(offset(at: end - .milliseconds(1)).seconds))
        }
    }
}

extension CalendarTime {
    /// Reads the value of a property, or one of several.
    ///
    /// - Throws: `CalendarFault` for a value that is none, or an unknown zone.
    init(
        _ text: CalendarText, of line: ContentLine, zones: (String) -> ZoneRules?
    ) throws(CalendarFault) {
        let kind = line.parameter("VALUE")
        let zone = line.parameter("TZID")
        guard kind == nil || kind?.value.uppercased() == "DATE" || kind?.value.uppercased() == "DATE-TIME" else {
            throw line.source.fault(
                at: kind?.offset ?? 0, "VALUE=\(kind?.value ?? "") is not supported for \(line.name)",
                hint: "write days (VALUE=DATE) or times")
        }
        let bytes = Array(text.bytes)
        if kind?.value.uppercased() == "DATE" {
            guard let date = Self.date(bytes[...]) else {
                throw text.fault("expected a day like 20260302, found '\(text.text)'")
            }
            self = .date(date)
            return
        }
        if Self.date(bytes[...]) != nil {
            throw text.fault("'\(text.text)' is a day without a time", hint: "write \(line.name);VALUE=DATE:")
        }
        let isUTC = bytes.last == UInt8(ascii: "Z")
        guard bytes.count == (isUTC ? 16 : 15), bytes[8] == UInt8(ascii: "T"), let date = Self.date(bytes[..<8]),
            let time = Self.time(bytes[9..<15])
        else {
            throw text.fault("expected a time like 20260302T180000, found '\(text.text)'")
        }
        let civil = CivilDateTime(date: date, time: time)
        guard let zone else {
            self = isUTC ? .utc(civil) : .floating(civil)
            return
        }
        guard !isUTC else {
            throw text.fault("a time with Z is universal time and has no TZID", hint: "leave out one of the two")
        }
        guard let rules = zones(zone.value) else {
            throw line.source.fault(
                at: zone.offset, "no time zone is called '\(zone.value)'", hint: "use a name like Europe/Lisbon")
        }
        self = .zoned(civil, rules)
    }

    static func date(_ bytes: ArraySlice<UInt8>) -> CivilDate? {
        guard bytes.count == 8, let number = number(bytes) else { return nil }
        return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    }

    static func time(_ bytes: ArraySlice<UInt8>) -> LocalTime? {
        guard bytes.count == 6, let number = number(bytes) else { return nil }
        // A leap second counts as the one before it, as section 3.3.12 allows.
        return LocalTime(hour: number / 10_000, minute: number / 100 % 100, second: min(59, number % 100))
            .flatMap { number % 100 <= 60 ? $0 : nil }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}
