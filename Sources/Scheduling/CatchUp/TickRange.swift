/// The instants after one and up to another: what a tick decides about.
struct TickRange: Hashable {
    let after: Instant
    let through: Instant

    init(after: Instant, through: Instant) {
        self.after = after
        self.through = through
    }

    /// All instants of a day.
    init(of day: DayTable.Day) {
        after = day.start - .milliseconds(1)
        through = day.end - .milliseconds(1)
    }

    var isEmpty: Bool { through <= after }

    func intersection(_ other: TickRange) -> TickRange {
        TickRange(after: max(after, other.after), through: min(through, other.through))
    }

    /// Only what lies between the schedule's start and its end.
    func clipped(to schedule: Schedule) -> TickRange {
        TickRange(
            after: schedule.starts.map { max(after, $0 - .milliseconds(1)) } ?? after,
            through: schedule.ends.map { min(through, $0 - .milliseconds(1)) } ?? through)
    }

    /// The parts outside and inside of the pauses, each in order.
    func split(by pauses: [Pause]) -> (active: [TickRange], paused: [TickRange]) {
        var active: [TickRange] = []
        var paused: [TickRange] = []
        var position = after
        for pause in pauses.sorted(by: { $0.from < $1.from }) {
            let start = min(max(position, pause.from - .milliseconds(1)), through)
            let end = max(start, min(through, pause.until.map { $0 - .milliseconds(1) } ?? through))
            if start > position { active.append(TickRange(after: position, through: start)) }
            if end > start { paused.append(TickRange(after: start, through: end)) }
            position = max(position, end)
        }
        if through > position { active.append(TickRange(after: position, through: through)) }
        return (active, paused)
    }
}

extension [TickRange] {
    /// The parts that lie in `range`, without empty ones.
    func clipped(to range: TickRange) -> [TickRange] { map { $0.intersection(range) }.filter { !$0.isEmpty } }
}
