/// When something fires, and what becomes of times that passed or overlap: all that a tick needs to know.
public struct Schedule: Sendable {
    /// The times, before exclusions and bounds.
    public var recurrence: Recurrence
    /// Whose clock it follows.
    public var zone: ZoneRules
    /// Nothing fires whose nominal date is one of theirs.
    public var exclusions: [ExclusionCalendar]
    /// The first instant at which it may fire; nil for no bound.
    public var starts: Instant?
    /// The first instant at which it fires no more; nil for no bound.
    public var ends: Instant?
    /// How far a run may be due after its nominal time.
    public var jitter: Jitter?
    /// What becomes of times that passed while nothing ran.
    public var catchUp: CatchUp
    /// What becomes of a run that would begin beside an unfinished one.
    public var overlap: OverlapPolicy
    /// While false every time is skipped with the reason `disabled`.
    public var isEnabled: Bool

    /// Makes a schedule; as it comes it makes up for the latest time within an hour and skips what overlaps.
    public init(
        _ recurrence: Recurrence, in zone: ZoneRules, exclusions: [ExclusionCalendar] = [], starts: Instant? = nil,
        ends: Instant? = nil, jitter: Jitter? = nil, catchUp: CatchUp = .latest(within: .hours(1)),
        overlap: OverlapPolicy = .skip, isEnabled: Bool = true
    ) {
        self.recurrence = recurrence
        self.zone = zone
        self.exclusions = exclusions
        self.starts = starts
        self.ends = ends
        self.jitter = jitter
        self.catchUp = catchUp
        self.overlap = overlap
        self.isEnabled = isEnabled
    }

    /// How many excluded days in a row are passed before it counts as never firing: 40 years.
    private static let longestExclusion = 14_610

    /// The first nominal time strictly after `instant`, whether enabled or not; nil when there is none.
    ///
    /// An excluded day is left in one step. Where everything is excluded the search ends after 40 years of days.
    public func next(after instant: Instant) -> CronFire? {
        next(after: instant, upTo: Instant(milliseconds: .max))
    }

    /// The same, where what lies after `limit` need not be found.
    func next(after instant: Instant, upTo limit: Instant) -> CronFire? {
        var position = starts.map { max(instant, $0 - .milliseconds(1)) } ?? instant
        for _ in 0..<Self.longestExclusion {
            guard let fire = recurrence.next(after: position, in: zone, upTo: limit),
                ends.map({ fire.instant < $0 }) ?? true
            else {
                return nil
            }
            let date = fire.nominal.date
            guard isExcluded(date) else { return fire }
            let midnight = CivilDateTime(date: date.adding(days: 1), time: LocalTime(secondsSinceMidnight: 0))
            let end = zone.firstInstant(of: midnight) - .milliseconds(1)
            // Where the clocks go back over midnight the day before comes again in between.
            let goesBack = zone.offset(at: end).seconds < zone.offset(at: fire.instant).seconds
            position = goesBack ? fire.instant : max(fire.instant, end)
        }
        return nil
    }

    /// Whether a calendar of exclusions has the date.
    public func isExcluded(_ date: CivilDate) -> Bool { exclusions.contains { $0.contains(date) } }

    /// When the run for `fire` is due: its instant, or with jitter some time after it and before the next.
    public func due(_ fire: CronFire) -> Instant {
        guard let jitter else { return fire.instant }
        return fire.instant + jitter.delay(of: fire.instant, next: next(after: fire.instant)?.instant)
    }

    /// One line that differs whenever the nominal times differ, for noticing a change of the definition.
    ///
    /// Being enabled is part of it: a job that is enabled again is a changed one, and fires nothing of the past.
    public var definition: String {
        var parts = [recurrence.definition, zone.name]
        for calendar in exclusions { parts.append("not on \(calendar.definition)") }
        if let starts { parts.append("from \(starts)") }
        if let ends { parts.append("until \(ends)") }
        if !isEnabled { parts.append("disabled") }
        return parts.joined(separator: " | ")
    }
}
