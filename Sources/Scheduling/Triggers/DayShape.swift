/// What decides the fires of a day: two days of the same shape fire at the same distances from their starts.
///
/// Whole centuries have a handful of shapes, so that counting looks at each day but at the fires of few.
struct DayShape: Hashable {
    private(set) var marks: [Int64] = []

    init(of day: DayTable.Day) {
        marks = day.changes
        marks.append((day.end - day.start).milliseconds)
        // Where an offset has odd seconds, as before standard time, minutes do not begin with the day.
        marks.append(((day.start.milliseconds % 60_000) + 60_000) % 60_000)
    }

    mutating func append(_ mark: Int64) { marks.append(mark) }

    /// Marks the day itself and its neighbours, whose readings a clock change may move across midnight.
    mutating func append(neighbours matches: (CivilDate) -> Bool, of day: DayTable.Day) {
        var bits: Int64 = 0
        // On ordinary days nothing crosses midnight.
        let reach = day.changes.isEmpty ? 0...0 : -1...1
        for offset in reach {
            bits = bits << 1 | (matches(CivilDate(daysSince1970: day.number + offset)) ? 1 : 0)
        }
        marks.append(bits)
    }
}
