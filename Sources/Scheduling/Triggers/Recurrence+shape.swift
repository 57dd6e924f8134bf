extension Recurrence {
    /// Adds what of this recurrence decides the fires of `day`; false when only looking at the day itself tells.
    func mark(_ day: DayTable.Day, in shape: inout DayShape) -> Bool {
        switch self {
        case .cron(let expression):
            shape.append(neighbours: expression.matches, of: day)
            return true
        case .calendar(let interval):
            shape.append(neighbours: interval.matches, of: day)
            return true
        case .every(let interval):
            shape.append(interval.phase(of: day.start))
            return true
        case .instants(let list):
            let index = list.firstIndex(after: day.start - .milliseconds(1))
            return index >= list.instants.count || list.instants[index] >= day.end
        case .any(let parts), .all(let parts):
            for part in parts where !part.mark(day, in: &shape) { return false }
            return true
        }
    }
}
