/// What a clock on a wall shows: a day and a time, without a zone.
public struct CivilDateTime: Hashable, Comparable, Sendable {
    public let date: CivilDate
    public let time: LocalTime

    public init(date: CivilDate, time: LocalTime) {
        self.date = date
        self.time = time
    }

    public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
        (left.date, left.time) < (right.date, right.time)
    }

    /// Seconds from 1970-01-01 00:00 on the same clock.
    var seconds: Int64 { Int64(date.daysSince1970) * 86_400 + Int64(time.secondsSinceMidnight) }

    init(seconds: Int64) {
        let day = seconds.floorDivided(by: 86_400)
        date = CivilDate(daysSince1970: Int(day))
        time = LocalTime(secondsSinceMidnight: Int(seconds - day * 86_400))
    }
}
