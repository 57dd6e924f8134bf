import Scheduling
import Testing

@Suite struct CalendarFaultTests {
    private func faults(_ text: String) -> [String] {
        let error = #expect(throws: CalendarFaults.self) {
            try EventCalendar(parsing: text) { try? Sample.zone($0) }
        }
        return error?.faults.map(\.description) ?? []
    }

    /// The event's properties stand from line 4 on.
    @Test(arguments: [
        ("DTSTART:20260230T090000Z", "4:9: expected a time like 20260302T180000, found '20260230T090000Z'"),
        ("DTSTART:20260302", "4:9: '20260302' is a day without a time; write DTSTART;VALUE=DATE:"),
        ("DTSTART;VALUE=DATE:2026", "4:20: expected a day like 20260302, found '2026'"),
        ("DTSTART;VALUE=PERIOD:x", "4:15: VALUE=PERIOD is not supported for DTSTART; write days (VALUE=DATE) or times"),
        (
            "DTSTART;TZID=Europe/Lisbonn:20260302T090000",
            "4:14: no time zone is called 'Europe/Lisbonn'; use a name like Europe/Lisbon"
        ),
        (
            "DTSTART;TZID=Europe/Lisbon:20260302T090000Z",
            "4:28: a time with Z is universal time and has no TZID; leave out one of the two"
        ),
        ("DTSTART 20260302T090000Z", "4:8: a ':' must stand between DTSTART and its value"),
        ("DTSTART;TZID=\"a:20260302T090000Z", "4:14: the quotes of TZID are not closed"),
        ("DTSTART;TZID:20260302T090000Z", "4:13: a parameter is written as ;NAME=value"),
        (":x", "4:1: a line must begin with a property's name, such as DTSTART"),
    ])
    func `a line that cannot be read`(line: String, expected: String) {
        let told = faults("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n\(line)\nEND:VEVENT\nEND:VCALENDAR\n")
        #expect(told.contains(expected), "\(told)")
    }

    @Test(arguments: [
        ("RRULE:FREQ=HOURLY", "5:12: FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY, not 'HOURLY'"),
        ("RRULE:COUNT=3", "5:7: a repetition must name FREQ"),
        ("RRULE:FREQ=DAILY;X", "5:18: expected a part like FREQ=WEEKLY, found 'X'"),
        ("RRULE:FREQ=DAILY;NEVER=1", "5:18: 'NEVER' is no part of a repetition"),
        ("RRULE:FREQ=DAILY;FREQ=DAILY", "5:18: FREQ is there twice"),
        (
            "RRULE:FREQ=YEARLY;BYYEARDAY=1",
            "5:19: BYYEARDAY in a repetition is not supported; write one event for each, or use BYDAY, BYMONTHDAY and BYMONTH"
        ),
        (
            "RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            "5:19: BYWEEKNO in a repetition is not supported; write one event for each, or use BYDAY, BYMONTHDAY and BYMONTH"
        ),
        ("RRULE:FREQ=DAILY;INTERVAL=0", "5:27: INTERVAL must be 1 to 100000, not '0'"),
        ("RRULE:FREQ=DAILY;COUNT=x", "5:24: COUNT must be 1 to 1000000, not 'x'"),
        (
            "RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z",
            "5:32: a repetition ends by COUNT or by UNTIL, not by both"
        ),
        (
            "RRULE:FREQ=DAILY;UNTIL=20270101",
            "5:24: UNTIL is a day, but the event starts at a time; write the time as well, like 20270101T235959Z"
        ),
        (
            "RRULE:FREQ=DAILY;UNTIL=20270101T000000",
            "5:24: UNTIL must be universal time; write the time with Z at its end"
        ),
        ("RRULE:FREQ=DAILY;UNTIL=20260302T085959Z", "5:24: UNTIL lies before the event's start"),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,XX", "5:28: BYDAY must name days like MO or -1FR, not 'XX'"),
        ("RRULE:FREQ=WEEKLY;BYDAY=1MO", "5:25: '1MO' counts days of a month or year, which FREQ=WEEKLY has not"),
        ("RRULE:FREQ=MONTHLY;BYDAY=6MO", "5:26: the number in BYDAY must be 1 to 5 or -5 to -1, not '6'"),
        ("RRULE:FREQ=WEEKLY;BYMONTHDAY=1", "5:30: BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=1,32", "5:33: BYMONTHDAY must be 1 to 31 or -31 to -1, not '32'"),
        (
            "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "5:40: that day never comes in the months that are named"
        ),
        ("RRULE:FREQ=YEARLY;BYMONTH=-1", "5:27: BYMONTH must be 1 to 12, not '-1'"),
        ("RRULE:FREQ=DAILY;BYSETPOS=1", "5:27: BYSETPOS needs BYDAY, BYMONTHDAY or BYMONTH beside it"),
        ("RRULE:FREQ=DAILY;WKST=X", "5:23: WKST must be a day like MO, not 'X'"),
        ("RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", "6:1: RRULE is there twice; write one event for each"),
        ("EXRULE:FREQ=DAILY", "5:1: EXRULE is not supported; name the days in EXDATE"),
        ("EXDATE;VALUE=DATE:20260303", "5:19: EXDATE is a day, but the event starts at a time"),
        (
            "RDATE:20260303T090000Z,20260399T090000Z",
            "5:24: expected a time like 20260302T180000, found '20260399T090000Z'"
        ),
        ("DTEND:20260301T090000Z", "5:7: DTEND must not be before DTSTART"),
        (
            "DTEND;VALUE=DATE:20260303",
            "5:18: DTEND must be of the kind of DTSTART: a day, a floating time, or a time of a zone"
        ),
        ("DURATION:1H", "5:10: DURATION must be like PT1H30M, P1D or P2W, not '1H'"),
        ("DURATION:PT1H\nDTEND:20260302T100000Z", "5:1: an event has DTEND or DURATION, not both"),
        (
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260302T090000Z",
            "5:21: an override of this and all later times is not supported; end the event with UNTIL and write a new one"
        ),
        (
            "RECURRENCE-ID:20260302T090000Z\nRRULE:FREQ=DAILY",
            "6:1: an event with RECURRENCE-ID is a single time and has no RRULE"
        ),
        // Folded lines are counted as they stand in the file, letters of several bytes as one column.
        ("RRULE:FREQ=DAI\n LY;COUNT=0", "6:11: COUNT must be 1 to 1000000, not '0'"),
        ("DURATION;X=é:P", "5:14: DURATION must be like PT1H30M, P1D or P2W, not 'P'"),
    ])
    func `a property that makes no sense`(lines: String, expected: String) {
        let told = faults(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260302T090000Z\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n")
        #expect(told == [expected])
    }

    @Test func `every fault is told, in the order of the file`() {
        let told = faults(
            """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            DTSTART:20260302T090000Z
            DURATION:x
            RRULE:FREQ=DAILY;INTERVAL=0
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            END:VEVENT
            END:VCALENDAR
            """)
        #expect(
            told == [
                "2:1: the event has no UID", "4:10: DURATION must be like PT1H30M, P1D or P2W, not 'x'",
                "5:27: INTERVAL must be 1 to 100000, not '0'", "7:1: the event has no DTSTART",
            ])
    }

    @Test(arguments: [
        ("", "1:1: a calendar begins with BEGIN:VCALENDAR"),
        ("UID:1\n", "1:1: a calendar begins with BEGIN:VCALENDAR"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
            "3:1: END:VCALENDAR ends nothing that was begun; END:VEVENT is missing before it"
        ),
        ("BEGIN:VCALENDAR\n", "1:1: VCALENDAR is begun and never ended"),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260302T090000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n"
                + "DTSTART:20260302T090000Z\nEND:VEVENT\nEND:VCALENDAR\n",
            "6:1: the event of line 2 has the same UID '1'"
        ),
        (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260302\nEND:VEVENT\nBEGIN:VEVENT\nUID:1\n"
                + "RECURRENCE-ID:20260302T090000Z\nDTSTART:20260302T090000Z\nEND:VEVENT\nEND:VCALENDAR\n",
            "6:1: RECURRENCE-ID must be a day or a time, as the start of the event it belongs to is"
        ),
    ])
    func `a file that is no calendar`(text: String, expected: String) {
        #expect(faults(text) == [expected])
    }

    /// A damaged file is an error or a calendar, never a trap.
    @Test(arguments: 1...200)
    func `damaged bytes are refused or read`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var bytes = Array(EventCalendarTests.groups.utf8)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: index)
            }
        }
        do {
            let calendar = try EventCalendar(parsing: bytes) { try? Sample.zone($0) }
            let range = Instant(seconds: 1_780_000_000)..<Instant(seconds: 1_800_000_000)
            #expect(calendar.instances(in: range, zone: .utc).allSatisfy { range.contains($0.start) })
        } catch {
            #expect(!error.faults.isEmpty, "seed \(seed)")
        }
    }
}
