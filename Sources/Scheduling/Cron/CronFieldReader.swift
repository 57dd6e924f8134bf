/// Reads the items of one field that are the same in all fields: numbers, names, `*`, ranges, steps and `H`.
struct CronFieldReader {
    let field: CronField
    /// The source of `H`; nil where there is no job to speak of.
    let hash: CronHash?

    /// The numbers that one item of a list names, as a bit set; Sunday is bit 0 only.
    func numbers(_ item: CronPart) throws(CronError) -> UInt64 {
        guard !item.isEmpty else {
            throw item.error("the \(field.title) is missing here", hint: "write a number, or leave the comma out")
        }
        let halves = item.split("/", maxSplits: 1)
        let base = halves[0]
        let step = halves.count == 2 ? try step(halves[1]) : nil
        if base.uppercased.hasPrefix("H") { return try hashed(base, step: step) }
        let (low, high) = try bounds(base, hasStep: step != nil)
        return bits(from: low, through: high, by: step ?? 1)
    }

    /// A number or a name of the field.
    func number(_ part: CronPart) throws(CronError) -> Int {
        if let index = field.names.firstIndex(of: part.text.lowercased()) { return index + field.values.lowerBound }
        guard let number = digits(part) else {
            throw part.error("the \(field.title) must be \(field.expectation), not '\(part.text)'", hint: field.hint)
        }
        guard field.range.contains(number) else {
            throw part.error(
                "the \(field.title) must be \(field.range.lowerBound) to \(field.range.upperBound), not \(number)",
                hint: field.hint)
        }
        return number
    }

    /// Plain digits only: no sign, no digit of another script.
    func digits(_ part: CronPart) -> Int? {
        guard part.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(part.text)
    }

    private func bounds(_ base: CronPart, hasStep: Bool) throws(CronError) -> (low: Int, high: Int) {
        if base.text == "*" || (base.text == "?" && field.isDay) {
            return (field.values.lowerBound, field.values.upperBound)
        }
        let ends = base.split("-", maxSplits: 1)
        guard !ends.contains(where: \.isEmpty) || ends.count == 1 else {
            throw base.error(
                "the range '\(base.text)' has only one end", hint: "write both, such as \(field.exampleRange)")
        }
        let low = try number(ends[0])
        guard ends.count == 2 else {
            guard hasStep else { return (low, low) }
            return low > field.values.upperBound ? (0, field.values.upperBound) : (low, field.values.upperBound)
        }
        var high = try number(ends[1])
        // "fri-sun" reads Sunday as 7; written as a number it must be one that runs forward.
        if field == .dayOfWeek, high == 0, low > 0, digits(ends[1]) == nil { high = 7 }
        guard low <= high else { throw backwards(base, low: low, high: high) }
        return (low, high)
    }

    private func backwards(_ base: CronPart, low: Int, high: Int) -> CronError {
        let values = field.values
        let first = low >= values.upperBound ? "\(low)" : "\(low)-\(values.upperBound)"
        let second = high <= values.lowerBound ? "\(high)" : "\(values.lowerBound)-\(high)"
        return base.error(
            "the range '\(base.text)' runs backwards",
            hint: field == .dayOfWeek && high == 0
                ? "Sunday is 7 as well: write \(low)-7" : "write it as two: \(first),\(second)")
    }

    private func step(_ part: CronPart) throws(CronError) -> Int {
        guard let step = digits(part), step > 0, step <= field.range.upperBound else {
            throw part.error(
                "the step after '/' must be 1 to \(field.range.upperBound), not '\(part.text)'", hint: field.stepHint)
        }
        return step
    }

    private func hashed(_ base: CronPart, step: Int?) throws(CronError) -> UInt64 {
        var range = field.hashed
        if base.length > 1 {
            let inner = base.dropFirst()
            let ends = inner.dropFirst().dropLast().split("-")
            guard inner.text.first == "(", inner.text.last == ")", inner.length > 2, ends.count == 2 else {
                throw base.error(
                    "after 'H' comes nothing, a step or a range in brackets, not '\(inner.text)'",
                    hint: "write H, H/5 or H(\(range.lowerBound)-\(range.upperBound))")
            }
            let low = try number(ends[0])
            let high = try number(ends[1])
            guard low <= high else { throw backwards(inner.dropFirst().dropLast(), low: low, high: high) }
            range = low...high
        }
        guard let hash else {
            throw base.error(
                "'H' chooses by a job's id, and here is no job",
                hint: "write a number, such as \((field.hashed.lowerBound + field.hashed.upperBound) / 2)")
        }
        guard let step else {
            let value = range.lowerBound + hash.number(for: field, below: range.count)
            return bits(from: value, through: value, by: 1)
        }
        let start = range.lowerBound + hash.number(for: field, below: min(step, range.count))
        return bits(from: start, through: range.upperBound, by: step)
    }

    private func bits(from low: Int, through high: Int, by step: Int) -> UInt64 {
        var bits: UInt64 = 0
        for value in stride(from: low, through: high, by: step) {
            bits |= 1 << UInt64(field == .dayOfWeek && value == 7 ? 0 : value)
        }
        return bits
    }
}
