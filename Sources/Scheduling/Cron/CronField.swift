/// One of the six fields: its range, its names, and what is said about it.
enum CronField: Int, CaseIterable {
    case second, minute, hour, dayOfMonth, month, dayOfWeek

    var title: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of the month"
        case .month: "month"
        case .dayOfWeek: "day of the week"
        }
    }

    /// What a single number may be.
    var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        // 7 is Sunday too.
        case .dayOfWeek: 0...7
        }
    }

    /// What `*` stands for: each value once.
    var values: ClosedRange<Int> { self == .dayOfWeek ? 0...6 : range }

    /// What `H` chooses from: days that every month has.
    var hashed: ClosedRange<Int> { self == .dayOfMonth ? 1...28 : values }

    var isDay: Bool { self == .dayOfMonth || self == .dayOfWeek }

    var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        case .second, .minute, .hour, .dayOfMonth: []
        }
    }

    /// What may stand in the field, for messages.
    var expectation: String {
        let numbers = "\(range.lowerBound) to \(range.upperBound)"
        return names.isEmpty ? numbers : "\(numbers) or a name like \(names[1])"
    }

    /// What to write when nothing better is known.
    var hint: String {
        switch self {
        case .second: "for the full minute write 0"
        case .minute: "for half past write 30, for the full hour 0"
        case .hour: "for 8 in the evening write \"0 20 * * *\", for midnight \"0 0 * * *\""
        case .dayOfMonth: "for the last day of every month write L"
        case .month: "for January write 1 or jan"
        case .dayOfWeek: "for Monday write 1 or mon, for every day *"
        }
    }

    /// A range that the field takes.
    var exampleRange: String {
        switch self {
        case .second, .minute: "0-29"
        case .hour: "9-17"
        case .dayOfMonth: "1-7"
        case .month: "1-6"
        case .dayOfWeek: "1-5"
        }
    }

    /// An everyday example of a step in this field.
    var stepHint: String {
        switch self {
        case .second: "every 15 seconds is \"*/15 * * * * *\""
        case .minute: "every 15 minutes is \"*/15 * * * *\""
        case .hour: "every 6 hours is \"0 */6 * * *\""
        case .dayOfMonth: "every third day of the month is \"0 9 */3 * *\""
        case .month: "every third month is \"0 9 1 */3 *\""
        case .dayOfWeek: "for weekends write \"0 9 * * sat,sun\""
        }
    }
}
