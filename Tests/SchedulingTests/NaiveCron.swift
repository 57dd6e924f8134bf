import Scheduling

/// What the real search is compared with: reads well-formed expressions as simply as can be.
///
/// It asks one reading of the clock at a time, and shares no code with the search.
struct NaiveCron {
    let isWildcard: Bool
    private let seconds: Set<Int>
    private let minutes: Set<Int>
    private let hours: Set<Int>
    private let months: Set<Int>
    private let dates: [Substring]
    private let weekdays: [Substring]
    private let needsBoth: Bool

    init(_ text: String) {
        var fields = text.split(separator: " ")
        isWildcard = fields.count == 6 || fields[0].first == "*" || fields[1].first == "*"
        if fields.count == 5 { fields.insert("0", at: 0) }
        seconds = Self.numbers(fields[0], 0...59)
        minutes = Self.numbers(fields[1], 0...59)
        hours = Self.numbers(fields[2], 0...23)
        months = Self.numbers(fields[4], 1...12)
        dates = fields[3].split(separator: ",")
        weekdays = fields[5].drop { $0 == "+" }.split(separator: ",")
        needsBoth = "*?".contains(fields[3].prefix(1)) || "*?+".contains(fields[5].prefix(1))
    }

    func matches(_ reading: CivilDateTime) -> Bool {
        minutes.contains(reading.time.minute) && hours.contains(reading.time.hour)
            && seconds.contains(reading.time.second) && matches(reading.date)
    }

    func matches(_ date: CivilDate) -> Bool {
        guard months.contains(date.month) else { return false }
        let byDate = dates.contains { matchesDate($0, date) }
        let byWeekday = weekdays.contains { matchesWeekday($0, date) }
        return needsBoth ? byDate && byWeekday : byDate || byWeekday
    }

    private static func numbers(_ field: Substring, _ range: ClosedRange<Int>) -> Set<Int> {
        Set(field.split(separator: ",").flatMap { item in range.filter { contains(item, $0, range) } })
    }

    private static func contains(_ item: Substring, _ value: Int, _ range: ClosedRange<Int>) -> Bool {
        let halves = item.split(separator: "/")
        let step = halves.count == 2 ? Int(halves[1]) ?? 1 : 1
        let ends = halves[0].split(separator: "-").compactMap { Int($0) }
        let low = ends.first ?? range.lowerBound
        let high = ends.count == 2 ? ends[1] : ends.count == 1 && halves.count == 1 ? low : range.upperBound
        return value >= low && value <= high && (value - low) % step == 0
    }

    private func isWorkday(_ date: CivilDate) -> Bool { date.weekday != .saturday && date.weekday != .sunday }

    private func matchesDate(_ item: Substring, _ date: CivilDate) -> Bool {
        let length = CivilDate.daysIn(month: date.month, year: date.year)
        func day(_ day: Int) -> CivilDate? { CivilDate(year: date.year, month: date.month, day: day) }
        if item == "LW" { return (1...length).last { day($0).map(isWorkday) ?? false } == date.day }
        if item.first == "L" { return date.day == length - (Int(item.dropFirst(2)) ?? 0) }
        if item.last == "W" {
            guard let target = Int(item.dropLast()), target <= length else { return false }
            let nearest = (1...length).filter { day($0).map(isWorkday) ?? false }
                .min { abs($0 - target) < abs($1 - target) }
            return nearest == date.day
        }
        return Self.contains(item, date.day, 1...31)
    }

    private func matchesWeekday(_ item: Substring, _ date: CivilDate) -> Bool {
        let number = date.weekday.rawValue
        if item.last == "L" {
            return Int(item.prefix(1)) == number
                && date.day + 7 > CivilDate.daysIn(month: date.month, year: date.year)
        }
        let halves = item.split(separator: "#")
        if halves.count == 2 { return Int(halves[0]) == number && Int(halves[1]) == (date.day + 6) / 7 }
        return Self.contains(item, number, 0...6) || (number == 0 && Self.contains(item, 7, 0...7) && item != "*/2")
    }

    /// A random well-formed expression that the reader above understands.
    static func random(_ random: inout SeededGenerator, withSeconds: Bool, days: Bool) -> String {
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func field(_ range: ClosedRange<Int>) -> String {
            let low = number(range)
            let high = number(low...range.upperBound)
            return switch number(0...7) {
            case 0, 1: "*"
            case 2: "\(low)"
            case 3: "\(low)-\(high)"
            case 4: "*/\(number(1...range.upperBound))"
            case 5: "\(low)/\(number(1...9))"
            case 6: "\(low)-\(high)/\(number(1...5))"
            default: "\(low),\(number(range)),\(high)"
            }
        }
        // Readings in the small hours meet the clock changes.
        let hour = random.pick([field(0...23), "\(number(0...3))", "0-3", "1-2", "*/2", "*"])
        let time = "\(field(0...59)) \(hour)"
        let prefix = withSeconds ? field(0...59) + " " : ""
        guard days else { return "\(prefix)\(time) * * *" }
        let date = random.pick([
            "*", "*", "?", field(1...31), "\(number(1...28))", "L", "L-\(number(1...20))", "LW", "\(number(1...31))W",
            "\(number(1...28)),L", "*/\(number(2...9))",
        ])
        let weekday = random.pick([
            "*", "*", "?", "\(number(0...7))", "1-5", "\(number(0...6))#\(number(1...4))", "\(number(0...6))L",
            "5-7", "*/2", "1#1,3#3",
        ])
        return "\(prefix)\(time) \(date) \(random.pick(["*", "*", field(1...12)])) \(weekday)"
    }
}
