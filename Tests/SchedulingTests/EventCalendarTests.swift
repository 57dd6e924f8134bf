import Scheduling
import Testing

@Suite struct EventCalendarTests {
    private func calendar(_ text: String) throws -> EventCalendar {
        try EventCalendar(parsing: text) { try? Sample.zone($0) }
    }

    private func range(_ start: String, _ end: String) throws -> Range<Instant> {
        try Sample.instant(start)..<Sample.instant(end)
    }

    static let groups = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//example//EN
        X-WR-CALNAME:Groups
        BEGIN:VTIMEZONE
        TZID:Europe/Lisbon
        BEGIN:STANDARD
        DTSTART:19961027T020000
        RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0000
        END:STANDARD
        END:VTIMEZONE
        BEGIN:VEVENT
        UID:riverside
        DTSTART;TZID=Europe/Lisbon:20261006T180000
        DTEND;TZID=Europe/Lisbon:20261006T193000
        RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=5
        EXDATE;TZID=Europe/Lisbon:20261103T180000
        RDATE;TZID=Europe/Lisbon:20261104T180000,20261105T100000
        SUMMARY:Riverside\\, upstairs\\; tea\\nand more
        LOCATION:Room 2
        BEGIN:VALARM
        TRIGGER:-PT15M
        SUMMARY:not this one
        END:VALARM
        END:VEVENT
        BEGIN:VEVENT
        UID:riverside
        RECURRENCE-ID;TZID=Europe/Lisbon:20261117T180000
        DTSTART;TZID=Europe/Lisbon:20261118T170000
        DURATION:PT2H
        SUMMARY:Riverside, a day later
        END:VEVENT
        BEGIN:VEVENT
        UID:riverside
        RECURRENCE-ID;TZID=Europe/Lisbon:20261201T180000
        DTSTART;TZID=Europe/Lisbon:20261201T180000
        STATUS:CANCELLED
        END:VEVENT
        BEGIN:VEVENT
        UID:gone
        DTSTART:20261007T180000Z
        STATUS:CANCELLED
        END:VEVENT
        END:VCALENDAR
        """

    @Test func `a group with exceptions, additions, a moved and a cancelled time`() throws {
        let found = try calendar(Self.groups).instances(
            in: range("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"), zone: .utc)
        #expect(
            found.map(\.start.iso8601) == [
                "2026-10-06T17:00:00Z", "2026-10-20T17:00:00Z", "2026-11-04T18:00:00Z", "2026-11-05T10:00:00Z",
                "2026-11-18T17:00:00Z",
            ])
        #expect(found.first?.summary == "Riverside, upstairs; tea\nand more")
        #expect(found.first?.location == "Room 2")
        #expect(found.first?.end.iso8601 == "2026-10-06T18:30:00Z")
        #expect(found.last?.summary == "Riverside, a day later")
        #expect(found.last?.end.iso8601 == "2026-11-18T19:00:00Z")
        #expect(Set(found.map(\.uid)) == ["riverside"])
    }

    @Test func `a range has its start and not its end, and the next one is strictly later`() throws {
        let groups = try calendar(Self.groups)
        let one = groups.instances(in: try range("2026-10-06T17:00:00Z", "2026-10-20T17:00:00Z"), zone: .utc)
        #expect(one.map(\.start.iso8601) == ["2026-10-06T17:00:00Z"])
        let next = groups.next(after: try Sample.instant("2026-10-06T17:00:00Z"), zone: .utc)
        #expect(next?.start.iso8601 == "2026-10-20T17:00:00Z")
        #expect(groups.next(after: try Sample.instant("2026-11-18T17:00:00Z"), zone: .utc) == nil)
    }

    @Test func `times before and after the start, for triggers`() throws {
        let groups = try calendar(Self.groups)
        let from = try Sample.instant("2026-10-19T17:00:00Z")
        let until = try Sample.instant("2026-11-03T18:00:00Z")
        let before = groups.occasions(at: .hours(-24), from: from, to: until, zone: .utc)
        #expect(before.map(\.instant.iso8601) == ["2026-10-19T17:00:00Z"])
        #expect(before.map(\.event.start.iso8601) == ["2026-10-20T17:00:00Z"])
        #expect(
            groups.nextOccasion(after: from, at: .hours(-24), zone: .utc)?.instant.iso8601 == "2026-11-03T18:00:00Z")
        #expect(groups.nextOccasion(after: from, at: .hours(2), zone: .utc)?.instant.iso8601 == "2026-10-20T19:00:00Z")
        let recurrence = groups.recurrence(
            named: "groups", at: .hours(-1), from: from, to: until + .days(9), zone: .utc)
        let later = groups.recurrence(named: "groups", at: .hours(-1), from: until, to: until + .days(9), zone: .utc)
        #expect(later != recurrence && later.definition == recurrence.definition)
        #expect(
            Sample.fires(recurrence, in: .utc, after: from, through: until + .days(99)).map(\.iso8601)
                == ["2026-10-20T16:00:00Z", "2026-11-04T17:00:00Z", "2026-11-05T09:00:00Z"])
    }

    @Test func `days and floating times follow the reader's zone`() throws {
        let text = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:day
            DTSTART;VALUE=DATE:20261120
            END:VEVENT
            BEGIN:VEVENT
            UID:floating
            DTSTART:20261120T090000
            DURATION:P1DT1H
            END:VEVENT
            BEGIN:VEVENT
            UID:utc
            DTSTART:20261120T120000Z
            END:VEVENT
            END:VCALENDAR
            """
        let found = try calendar(text).instances(
            in: range("2026-11-19T00:00:00Z", "2026-11-22T00:00:00Z"), zone: Sample.zone("Asia/Tokyo"))
        #expect(found.map(\.uid) == ["day", "floating", "utc"])
        #expect(
            found.map(\.start.iso8601) == ["2026-11-19T15:00:00Z", "2026-11-20T00:00:00Z", "2026-11-20T12:00:00Z"])
        #expect(found.map(\.end.iso8601) == ["2026-11-20T15:00:00Z", "2026-11-21T01:00:00Z", "2026-11-20T12:00:00Z"])
        #expect(found.map(\.isAllDay) == [true, false, false])
    }

    @Test func `a length in days keeps the time of day, one in hours the hours`() throws {
        func end(_ length: String) throws -> String? {
            try calendar(
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/Lisbon:20261024T180000\n\(length)\nEND:VEVENT\n"
                    + "END:VCALENDAR"
            ).next(after: Instant(seconds: 0), zone: .utc)?.end.iso8601
        }
        #expect(try end("DURATION:P1D") == "2026-10-25T18:00:00Z")
        #expect(try end("DURATION:PT24H") == "2026-10-25T17:00:00Z")
        #expect(try end("DTEND;TZID=Europe/Lisbon:20261025T180000") == "2026-10-25T18:00:00Z")
        #expect(try end("DURATION:P1W") == "2026-10-31T18:00:00Z")
    }

    @Test func `a series that is cancelled takes its moved times along`() throws {
        let cancelled = Self.groups.replacing("LOCATION:Room 2", with: "STATUS:CANCELLED")
        #expect(try calendar(cancelled).next(after: Instant(seconds: 0), zone: .utc) == nil)
    }

    @Test func `lines may be folded anywhere, even inside of a letter`() throws {
        let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:2026112\r\n 0T090000Z\r\nSUMMARY:Caf"
        let end = "\r\n\tnoir\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        let bytes = Array(text.utf8) + [0xc3, 0x0d, 0x0a, 0x20, 0xa9] + Array(end.utf8)
        let calendar = try EventCalendar(parsing: bytes, zones: { _ in nil })
        let event = calendar.next(after: Instant(seconds: 0), zone: .utc)
        #expect(event?.summary == "Cafénoir")
        #expect(event?.start.iso8601 == "2026-11-20T09:00:00Z")
    }

    @Test func `far from its first time an endless series is as quick as near it`() throws {
        let text =
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:00010103T090000Z\nRRULE:FREQ=DAILY;INTERVAL=2\nEND:VEVENT\n"
        let daily = try calendar(text + "END:VCALENDAR")
        var position = try Sample.instant("9000-01-01T00:00:00Z")
        for _ in 0..<200 { position = try #require(daily.next(after: position, zone: .utc)).start }
        // 9000-01-02 is an even number of days after 0001-01-03, and 199 steps of two days follow it.
        #expect(position.iso8601 == "9001-02-04T09:00:00Z")
    }
}
