/// The next time, whatever the clocks do; `ClockChangePolicy` says what a change does to a time.
///
/// Time is cut where the clocks change. Within a segment the clocks run evenly, so the next fire is the next matching
/// reading, moved by the offset. The clock change is all at the segments' ends: what the clocks skip belongs to the
/// segment that begins there; what they show twice lies at the end of one segment and the beginning of the next.
extension CronExpression {
    private static let longestGap: Int64 = 3 * 3_600
    /// A 29 February on a given weekday may be 40 years away; the calendar repeats after 400.
    private static let horizon: Int64 = 400 * 366 * 86_400
    /// No clock is further from UTC than this (RFC 8536 section 3.2).
    private static let farthestOffset: Int64 = 26 * 3_600

    /// The first fire strictly after `instant` on the clocks of `zone`; nil when none comes within 400 years.
    ///
    /// `given`: What becomes of times that the clocks skip or show twice; the expression's own when left out. An instant between two seconds counts as
    /// the second before it.
    public func next(
        after instant: Instant, in zone: ZoneRules, policy given: ClockChangePolicy? = nil
    ) -> CronFire? {
        let policy = given ?? policy
        let gap = policy.gap ?? (isWildcard ? .skip : .runAtEnd)
        let overlap = policy.overlap ?? (isWildcard ? .both : .first)
        let tellsChanges = !isWildcard || policy != .debian
        var lower = instant.seconds + 1
        let limit = lower + Self.horizon
        while lower < limit {
            let segment = zone.segment(at: lower)
            let skipped = gap == .skip ? nil : skippedReading(in: segment, from: lower, gap)
            let from = max(lower + segment.offset, overlap == .first ? segment.repeatedUntil : .min)
            let reading = reading(atOrAfter: from)
            if let reading, reading < (overlap == .last ? segment.repeatedFrom : segment.localEnd) {
                let at = reading - segment.offset
                if skipped == nil || at < skipped?.at ?? .max {
                    let note = tellsChanges ? note(on: reading, in: segment, overlap) : nil
                    return fire(at: at, nominal: reading, note: note)
                }
            }
            if let skipped {
                let note = tellsChanges ? note(onSkipped: skipped, in: segment) : nil
                return fire(at: skipped.at, nominal: skipped.nominal, note: note)
            }
            guard let reading else { return nil }
            // Nothing matches before `reading`. Far from the segment's end no later segment shows an earlier reading.
            let isFar = segment.end - lower > 2 * Self.farthestOffset
            lower = isFar ? max(segment.end, reading - Self.farthestOffset) : segment.end
        }
        return nil
    }

    /// The first time that the clocks skip at the beginning of `segment`, when it fires at `lower` or later.
    private func skippedReading(
        in segment: ZoneSegment, from lower: Int64, _ gap: ClockChangePolicy.Gap
    ) -> (at: Int64, nominal: Int64)? {
        guard let before = segment.before, before < segment.offset, segment.offset - before <= Self.longestGap else {
            return nil
        }
        guard lower == segment.start || gap == .shift else { return nil }
        guard let reading = reading(atOrAfter: lower + before), reading < segment.start + segment.offset else {
            return nil
        }
        return (gap == .shift ? reading - before : segment.start, reading)
    }

    private func note(onSkipped skipped: (at: Int64, nominal: Int64), in segment: ZoneSegment) -> String {
        let nominal = CivilDateTime(seconds: skipped.nominal).time
        let shown = CivilDateTime(seconds: skipped.at + segment.offset).time
        return "\(nominal) does not exist that night (clocks go forward); runs at \(shown)"
    }

    private func note(
        on reading: Int64, in segment: ZoneSegment, _ overlap: ClockChangePolicy.Overlap
    ) -> String? {
        guard reading < segment.repeatedUntil || reading >= segment.repeatedFrom else { return nil }
        let times =
            switch overlap {
            case .first: "the first time"
            case .last: "the second time"
            case .both: "both times"
            }
        return "\(CivilDateTime(seconds: reading).time) comes twice that night (clocks go back); runs \(times)"
    }

    private func fire(at seconds: Int64, nominal: Int64, note: String?) -> CronFire? {
        let instant = Instant(seconds: seconds)
        // Past the last instant there is nothing to fire at.
        guard instant.seconds == seconds else { return nil }
        return CronFire(instant: instant, nominal: CivilDateTime(seconds: nominal), note: note)
    }
}
