/// Makes an event of the properties of a VEVENT and collects what is wrong with them.
struct EventBuilder {
    private(set) var faults: [CalendarFault] = []
    private let begin: ContentLine
    private let line: Int
    private let properties: [ContentLine]

    init(begin: ContentLine, line: Int, properties: [ContentLine]) {
        self.begin = begin
        self.line = line
        self.properties = properties
    }

    private static let single: Set<String> = [
        "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "LOCATION", "STATUS", "RECURRENCE-ID",
    ]

    /// The event; nil when there are faults.
    mutating func event(zones: (String) -> ZoneRules?) -> CalendarEvent? {
        var found: [String: ContentLine] = [:]
        for property in properties where Self.single.contains(property.name) {
            if found.updateValue(property, forKey: property.name) != nil {
                let hint = property.name == "RRULE" ? "write one event for each" : nil
                faults.append(property.fault("\(property.name) is there twice", hint: hint))
            }
        }
        for property in properties where property.name == "EXRULE" {
            faults.append(property.fault("EXRULE is not supported", hint: "name the days in EXDATE"))
        }
        let uid = found["UID"]?.value.unescaped ?? ""
        if uid.isEmpty { faults.append(begin.fault("the event has no UID")) }
        guard let startLine = found["DTSTART"] else {
            faults.append(begin.fault("the event has no DTSTART"))
            return nil
        }
        guard
            let start = attempt({ () throws(CalendarFault) in
                try CalendarTime(startLine.value, of: startLine, zones: zones)
            })
        else { return nil }
        let length = attempt { () throws(CalendarFault) in
            try Self.length(end: found["DTEND"], duration: found["DURATION"], start: start, zones: zones)
        }
        let rule = found["RRULE"].flatMap { line in
            attempt { () throws(CalendarFault) in try RecurrenceRule(line.value, start: start) }
        }
        let identity = found["RECURRENCE-ID"].flatMap { line in
            attempt { () throws(CalendarFault) in try Self.identity(line, zones: zones) }
        }
        if identity != nil, let rule = found["RRULE"] {
            faults.append(rule.fault("an event with RECURRENCE-ID is a single time and has no RRULE"))
        }
        let added = times("RDATE", start: start, zones: zones)
        let removed = times("EXDATE", start: start, zones: zones)
        guard faults.isEmpty, let length else { return nil }
        return CalendarEvent(
            uid: uid, summary: found["SUMMARY"]?.value.unescaped ?? "",
            location: found["LOCATION"]?.value.unescaped ?? "", start: start, length: length, rule: rule, added: added,
            removed: removed, overrides: identity,
            isCancelled: found["STATUS"]?.value.text.uppercased() == "CANCELLED", line: line)
    }

    private mutating func attempt<Value>(_ read: () throws(CalendarFault) -> Value) -> Value? {
        do { return try read() } catch {
            faults.append(error)
            return nil
        }
    }

    private mutating func times(_ name: String, start: CalendarTime, zones: (String) -> ZoneRules?) -> [CalendarTime] {
        var times: [CalendarTime] = []
        for property in properties where property.name == name {
            for text in property.value.split(",") {
                let read = attempt { () throws(CalendarFault) in
                    let time = try CalendarTime(text, of: property, zones: zones)
                    guard time.isDate == start.isDate else {
                        throw text.fault(
                            start.isDate
                                ? "\(name) has a time, but the event lasts whole days"
                                : "\(name) is a day, but the event starts at a time")
                    }
                    return time
                }
                if let read { times.append(read) }
            }
        }
        return times
    }

    private static func identity(
        _ line: ContentLine, zones: (String) -> ZoneRules?
    ) throws(CalendarFault) -> CalendarTime {
        if let range = line.parameter("RANGE") {
            throw line.source.fault(
                at: range.offset, "an override of this and all later times is not supported",
                hint: "end the event with UNTIL and write a new one")
        }
        return try CalendarTime(line.value, of: line, zones: zones)
    }

    private static func length(
        end: ContentLine?, duration: ContentLine?, start: CalendarTime, zones: (String) -> ZoneRules?
    ) throws(CalendarFault) -> CalendarEvent.Length {
        if let duration {
            guard end == nil else { throw duration.fault("an event has DTEND or DURATION, not both") }
            let length = try CalendarEvent.Length(duration.value)
            guard !start.isDate || length.time == .zero else {
                throw duration.value.fault("an event of whole days lasts days, not '\(duration.value.text)'")
            }
            return length
        }
        // RFC 5545 section 3.6.1: a day alone lasts that day, a time alone no time.
        guard let end else { return CalendarEvent.Length(days: start.isDate ? 1 : 0) }
        let time = try CalendarTime(end.value, of: end, zones: zones)
        guard time.isDate == start.isDate, time.isFloating == start.isFloating else {
            throw end.value.fault("DTEND must be of the kind of DTSTART: a day, a floating time, or a time of a zone")
        }
        if start.isDate {
            let days = time.civil.date.daysSince1970 - start.civil.date.daysSince1970
            guard days > 0 else { throw end.value.fault("DTEND must be a day after DTSTART") }
            return CalendarEvent.Length(days: days)
        }
        let elapsed = time.instant(in: .utc) - start.instant(in: .utc)
        guard elapsed >= .zero else { throw end.value.fault("DTEND must not be before DTSTART") }
        return CalendarEvent.Length(time: elapsed)
    }
}

extension CalendarEvent.Length {
    /// Reads a duration such as `P1D`, `PT1H30M` or `P2W` (RFC 5545 section 3.3.6), not a negative one.
    init(_ text: CalendarText) throws(CalendarFault) {
        let fault = text.fault("DURATION must be like PT1H30M, P1D or P2W, not '\(text.text)'")
        var rest = text.text.uppercased()[...]
        if rest.first == "+" { rest = rest.dropFirst() }
        guard rest.first == "P", rest.count > 2 else { throw fault }
        rest = rest.dropFirst()
        var isTime = false
        var order: [Character] = ["W", "D", "H", "M", "S"]
        var length = CalendarEvent.Length()
        while !rest.isEmpty {
            if !isTime, rest.first == "T" {
                isTime = true
                rest = rest.dropFirst()
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let unit = rest.popFirst(), let number = Int(digits), number < 10_000_000,
                let place = order.firstIndex(of: unit), isTime != (unit == "W" || unit == "D")
            else { throw fault }
            order.removeFirst(place + 1)
            switch unit {
            case "W": length.days += number * 7
            case "D": length.days += number
            case "H": length.time += .hours(Int64(number))
            case "M": length.time += .minutes(Int64(number))
            default: length.time += .seconds(number)
            }
        }
        self = length
    }
}
