/// What becomes of a time of day when the clocks change: one that they skip, and one that they show twice.
///
/// A part that is nil follows Debian's cron (cron(8), "Notes"), which knows two kinds of jobs. A *wildcard* job, whose
/// minute or hour begins with `*` or that names seconds, follows elapsed time: `.skip` and `.both`. A *fixed* job, any
/// other, runs once whatever the clocks do: `.runAtEnd` and `.first`. A part that is set holds for both kinds.
///
/// A gap of more than three hours is no summer time but a change of the calendar, as when Samoa left out
/// 30 December 2011; what it removes does not fire under any policy.
public struct ClockChangePolicy: Hashable, Sendable {
    /// What becomes of a time that the clocks skip.
    public enum Gap: String, Hashable, Sendable, CaseIterable {
        /// Fires at the first instant after the gap; several such times fire once.
        case runAtEnd
        /// Fires as much later as the clocks are set forward: 02:30 becomes 03:30.
        case shift
        /// Does not fire.
        case skip
    }

    /// What becomes of a time that the clocks show twice.
    public enum Overlap: String, Hashable, Sendable, CaseIterable {
        /// Fires the first time only.
        case first
        /// Fires the second time only.
        case last
        /// Fires both times.
        case both
    }

    public var gap: Gap?
    public var overlap: Overlap?

    public init(gap: Gap? = nil, overlap: Overlap? = nil) {
        self.gap = gap
        self.overlap = overlap
    }

    /// Empty for Debian's rules, for noticing a change.
    var definition: String {
        [gap.map { " gap \($0.rawValue)" }, overlap.map { " overlap \($0.rawValue)" }].compactMap(\.self).joined()
    }

    /// As Debian's cron does it.
    public static let debian = ClockChangePolicy()
}
