public import Scheduling

/// A change of somebody's zone: what is due by the clock is then due for them once, neither twice nor never.
public struct ZoneMove: Hashable, Sendable {
    /// The zone they lived in before; nil means the program's.
    public let from: String?
    public let at: Instant

    public init(from: String?, at: Instant) {
        self.from = from
        self.at = at
    }

    /// Whether a time of day belongs to the old clock for somebody who moved, or to the new one.
    ///
    /// `old`, `new`: The instants at which the two clocks show it. It is the old clock's when either had shown it by the
    /// time of the move: then it was had there, or the new clock had shown it already and it would be missed.
    public func belongsToOldClock(old: Instant, new: Instant) -> Bool { old <= at || new <= at }
}
