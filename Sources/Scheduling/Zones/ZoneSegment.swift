/// A stretch of time in which a zone's clocks run evenly, at one offset from UTC.
struct ZoneSegment: Hashable, Sendable {
    /// In seconds since 1970; `.min` when it has no beginning.
    let start: Int64
    /// The first second that is not part of it; `.max` when it has no end.
    let end: Int64
    /// Seconds east of UTC.
    let offset: Int64
    /// The offset before `start`; nil when there is no beginning.
    let before: Int64?
    /// The offset from `end` on; nil when there is no end.
    let after: Int64?

    /// The first reading that the clocks no longer show.
    var localEnd: Int64 { after == nil ? .max : end + offset }

    /// Readings before this one were shown by the segment before already; `.min` when none were.
    var repeatedUntil: Int64 {
        guard let before, before > offset else { return .min }
        return start + before
    }

    /// Readings from this one on are shown again by the next segment; where it ends, when none are.
    var repeatedFrom: Int64 {
        guard let after, after < offset else { return localEnd }
        return end + after
    }
}
