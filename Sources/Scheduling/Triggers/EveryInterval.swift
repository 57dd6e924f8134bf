/// Times on a fixed grid: an anchor and every so long before and after it.
///
/// Elapsed time, so that a restart or a clock change moves nothing. The arithmetic is exact in milliseconds and never
/// adds up step by step.
public struct EveryInterval: Hashable, Sendable {
    /// At least one second.
    public let interval: Duration
    /// One of the times; the grid goes on before it too.
    public let anchor: Instant

    /// Makes a grid; nil for an interval under one second or with a part of a millisecond.
    public init?(_ interval: Duration, anchor: Instant) {
        guard interval >= .seconds(1), interval == .milliseconds(interval.milliseconds) else { return nil }
        self.interval = interval
        self.anchor = anchor
    }

    /// The first time strictly after `instant`; nil at the end of the range of instants.
    public func next(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        let distance = Int128(instant.milliseconds) - Int128(anchor.milliseconds)
        let step = Int128(interval.milliseconds)
        let index = (distance >= 0 ? distance / step : (distance - step + 1) / step) + 1
        guard let milliseconds = Int64(exactly: Int128(anchor.milliseconds) + index * step) else { return nil }
        let fire = Instant(milliseconds: milliseconds)
        return CronFire(instant: fire, nominal: zone.civil(at: fire), note: nil)
    }

    /// How far after one of the times `instant` lies, in milliseconds: 0 up to the interval.
    func phase(of instant: Instant) -> Int64 {
        let distance = Int128(instant.milliseconds) - Int128(anchor.milliseconds)
        let step = Int128(interval.milliseconds)
        return Int64((distance % step + step) % step)
    }
}
