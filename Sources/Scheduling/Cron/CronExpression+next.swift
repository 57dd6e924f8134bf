/// The next time, by Debian's rules for clock changes (cron(8), "Notes"):
///
/// - A *fixed* job (neither minute nor hour begins with `*`) whose time the clocks skip fires once, at the first valid
///   instant after the gap; a time that comes twice fires the first time only.
/// - A *wildcard* job follows elapsed time: it fires whenever the clocks show a matching reading, skipped readings not at
///   all and repeated ones twice.
/// - A gap of more than three hours is no summer time but a change of the calendar: what it removes does not fire.
///
/// Fixed jobs walk over civil days and map the readings of a matching day; wildcard jobs walk over real instants and
/// jump whole days, hours or minutes that cannot match.
extension CronExpression {
    private static let longestGap: Duration = .seconds(3 * 3_600)
    /// 40 years: past any 29 February with a weekday.
    private static let horizonInDays = 14_610

    /// The first fire strictly after `instant` on the clocks of `zone`; nil when there is none in 40 years.
    public func next(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        isWildcard ? nextWildcard(after: instant, in: zone) : nextFixed(after: instant, in: zone)
    }

    private func nextFixed(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        // A reading of the day before may lie in a gap that ends after `instant`.
        var day = zone.civil(at: instant).date.daysSince1970 - 1
        let end = day + Self.horizonInDays
        while day <= end {
            let date = CivilDate(daysSince1970: day)
            guard months & 1 << UInt64(date.month) != 0 else {
                day += CivilDate.daysIn(month: date.month, year: date.year) - date.day + 1
                continue
            }
            if matches(date), let fire = firstFire(on: date, after: instant, in: zone) { return fire }
            day += 1
        }
        return nil
    }

    private func firstFire(on date: CivilDate, after instant: Instant, in zone: ZoneRules) -> CronFire? {
        for hour in 0..<24 where hours & 1 << UInt64(hour) != 0 {
            for minute in 0..<60 where minutes & 1 << UInt64(minute) != 0 {
                let nominal = CivilDateTime(
                    date: date, time: LocalTime(secondsSinceMidnight: hour * 3_600 + minute * 60))
                switch zone.resolve(nominal) {
                case .unique(let at): if at > instant { return CronFire(instant: at, nominal: nominal, note: nil) }
                case .overlap(let first, _):
                    if first > instant {
                        return CronFire(
                            instant: first, nominal: nominal,
                            note: "\(nominal.time) comes twice that night (clocks go back); runs the first time")
                    }
                case .gap(let end, let length):
                    if end > instant, length <= Self.longestGap {
                        return CronFire(
                            instant: end, nominal: nominal,
                            note: "\(nominal.time) does not exist that night (clocks go forward); runs at "
                                + "\(zone.civil(at: end).time)")
                    }
                }
            }
        }
        return nil
    }

    private func nextWildcard(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        let limit = instant + .days(Int64(Self.horizonInDays))
        var time = Instant(seconds: (instant.seconds.floorDivided(by: 60) + 1) * 60)
        while time < limit {
            let civil = zone.civil(at: time)
            if !matches(civil.date) {
                let midnight = CivilDateTime(date: civil.date.adding(days: 1), time: LocalTime(secondsSinceMidnight: 0))
                time = max(zone.firstInstant(of: midnight), time + .minutes(1))
            } else if hours & 1 << UInt64(civil.time.hour) == 0 {
                time = time + .minutes(Int64(min(60 - civil.time.minute, untilChange(from: time, in: zone))))
            } else if minutes & 1 << UInt64(civil.time.minute) == 0 {
                time = time + .minutes(1)
            } else {
                return CronFire(instant: time, nominal: civil, note: nil)
            }
        }
        return nil
    }

    /// Minutes, at least 1, to the next clock change within an hour; 60 when there is none: a jump must not pass it.
    private func untilChange(from time: Instant, in zone: ZoneRules) -> Int {
        guard let change = zone.changes(from: time.seconds + 1, to: time.seconds + 3_600).first else { return 60 }
        return max(1, Int((change.at - time.seconds + 59) / 60))
    }
}
