/// An explicit list of times, in order and each once.
public struct InstantList: Hashable, Sendable {
    /// Rising.
    public let instants: [Instant]

    /// Where they come from; stands for the times in `Recurrence.definition` when it is given.
    public let name: String?

    /// Sorts `instants` and drops what comes twice.
    ///
    /// `name`: For a list that is made anew as time goes on, such as a stretch of a calendar, so that each making does
    /// not count as another definition.
    public init(_ instants: some Sequence<Instant>, name: String? = nil) {
        self.instants = Set(instants).sorted()
        self.name = name
    }

    /// The first time strictly after `instant`; nil when there is none.
    public func next(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        let index = firstIndex(after: instant)
        guard index < instants.count else { return nil }
        return CronFire(instant: instants[index], nominal: zone.civil(at: instants[index]), note: nil)
    }

    /// The place of the first time strictly after `instant`; the count when there is none.
    func firstIndex(after instant: Instant) -> Int {
        var low = 0
        var high = instants.count
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
