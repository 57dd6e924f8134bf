/// One time at which something fires.
public struct CronFire: Hashable, Sendable {
    public let instant: Instant
    /// What the expression said; differs from what the clocks show when they skipped it.
    public let nominal: CivilDateTime
    /// What a clock change did to it; nil on ordinary days.
    public let note: String?

    public init(instant: Instant, nominal: CivilDateTime, note: String?) {
        self.instant = instant
        self.nominal = nominal
        self.note = note
    }
}
