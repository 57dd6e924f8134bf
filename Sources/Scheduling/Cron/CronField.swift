/// One of the five fields: its range, its names, and how its text becomes a set of numbers.
enum CronField: Int, CaseIterable {
    case minute, hour, dayOfMonth, month, dayOfWeek

    var title: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of the month"
        case .month: "month"
        case .dayOfWeek: "day of the week"
        }
    }

    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        // 7 is Sunday too.
        case .dayOfWeek: 0...7
        }
    }

    private var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: Weekday.allCases.map(\.shortName)
        case .minute, .hour, .dayOfMonth: []
        }
    }

    /// The numbers that `text` names, as a bit set.
    ///
    /// `column`: Where the text stands in the expression, from 1.
    func numbers(in text: Substring, at column: Int) throws(CronError) -> UInt64 {
        var bits: UInt64 = 0
        var start = column
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try numbers(ofPart: part, at: start)
            start += part.count + 1
        }
        // Sunday is 0 and 7.
        if self == .dayOfWeek, bits & 0x80 != 0 { bits = bits & 0x7f | 1 }
        return bits
    }

    private func numbers(ofPart part: Substring, at column: Int) throws(CronError) -> UInt64 {
        let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let base = halves[0]
        var step = 1
        if halves.count == 2 {
            guard let number = Int(halves[1]), number > 0, number <= range.upperBound else {
                throw CronError(
                    column: column + base.count + 1, length: max(1, halves[1].count),
                    message: "the step after '/' must be 1 to \(range.upperBound), not '\(halves[1])'",
                    hint: "every 15 minutes is \"*/15 * * * *\"")
            }
            step = number
        }
        let low: Int
        let high: Int
        if base == "*" || (base == "?" && (self == .dayOfMonth || self == .dayOfWeek)) {
            (low, high) = (range.lowerBound, self == .dayOfWeek ? 6 : range.upperBound)
        } else {
            let ends = base.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            low = try number(ends[0], at: column)
            if ends.count == 2 {
                let end = try number(ends[1], at: column + ends[0].count + 1)
                // "fri-sun" reads Sunday as 7.
                high = self == .dayOfWeek && end == 0 && low > 0 ? 7 : end
            } else {
                high = halves.count == 2 ? range.upperBound : low
            }
            guard low <= high else {
                throw CronError(
                    column: column, length: base.count,
                    message: "the range '\(base)' runs backwards",
                    hint: "write it as two: \(low)-\(range.upperBound),\(range.lowerBound)-\(high)")
            }
        }
        var bits: UInt64 = 0
        for value in stride(from: low, through: high, by: step) { bits |= 1 << UInt64(value) }
        return bits
    }

    private func number(_ text: Substring, at column: Int) throws(CronError) -> Int {
        if let index = names.firstIndex(of: text.lowercased()) { return index + (self == .month ? 1 : 0) }
        let shown = "\(range.lowerBound) to \(range.upperBound)"
        guard let number = Int(text), text.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            let expected = names.isEmpty ? shown : "\(shown) or a name like \(names[1])"
            throw CronError(
                column: column, length: max(1, text.count),
                message: "the \(title) must be \(expected), not '\(text)'", hint: nil)
        }
        guard range.contains(number) else {
            let hint = self == .hour ? "for 8 in the evening write \"0 20 * * *\"" : nil
            throw CronError(
                column: column, length: text.count, message: "the \(title) must be \(shown), not \(number)", hint: hint)
        }
        return number
    }
}
