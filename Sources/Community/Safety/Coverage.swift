public import Scheduling

/// When somebody of the program reads what comes in.
///
/// Outside of it the pages say so, and whom to turn to instead.
public struct Coverage: Hashable, Sendable {
    public let windows: [Window]

    public init(windows: [Window]) { self.windows = windows }

    /// A part of some days; its end is not part of it, and one that is not after its start wraps midnight.
    public struct Window: Hashable, Sendable {
        /// The days on which it starts.
        public let days: Set<Weekday>
        public let from: LocalTime
        public let to: LocalTime
        /// Who is on duty then; empty where nobody was named.
        public let people: [MemberID]

        public init(days: Set<Weekday>, from: LocalTime, to: LocalTime, people: [MemberID] = []) {
            self.days = days
            self.from = from
            self.to = to
            self.people = people
        }

        func holds(_ civil: CivilDateTime) -> Bool {
            let today = days.contains(civil.date.weekday)
            if from < to { return today && from <= civil.time && civil.time < to }
            let yesterday = days.contains(civil.date.adding(days: -1).weekday)
            return today && civil.time >= from || yesterday && civil.time < to
        }
    }

    /// Whether somebody reads at `instant`, on the program's clock.
    public func holds(at instant: Instant, in zone: ZoneRules) -> Bool {
        let civil = zone.civil(at: instant)
        return windows.contains { $0.holds(civil) }
    }

    /// Who is on duty at `instant`, each once, in the order in which the windows name them.
    public func onDuty(at instant: Instant, in zone: ZoneRules) -> [MemberID] {
        let civil = zone.civil(at: instant)
        var people: [MemberID] = []
        for window in windows where window.holds(civil) { people += window.people.filter { !people.contains($0) } }
        return people
    }
}
