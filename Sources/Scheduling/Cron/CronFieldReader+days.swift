/// What only the day fields know: `L`, `L-3`, `LW`, `15W`, `fri#2`, `friL` and `fri#L`.
extension CronFieldReader {
    /// Adds one item of the day-of-month field.
    func addDate(_ item: CronPart, to days: inout CronDays) throws(CronError) {
        let text = item.uppercased
        if text == "L" {
            days.beforeLast |= 1
        } else if text == "LW" {
            days.hasLastWorkday = true
        } else if text.hasPrefix("L-") {
            let count = item.dropFirst(2)
            guard let number = digits(count), (1...30).contains(number) else {
                throw count.error(
                    "the days before the last must be 1 to 30, not '\(count.text)'",
                    hint: "the last day itself is L, the day before it L-1")
            }
            days.beforeLast |= 1 << UInt64(number)
        } else if text.hasPrefix("L") {
            throw item.error(
                "'\(item.text)' is no day of the month",
                hint:
                    "write L for the last day, L-3 for three days before it, LW for the last day from Monday to Friday")
        } else if text.hasSuffix("W"), text != "W" {
            let day = item.dropLast()
            guard digits(day) != nil else {
                throw item.error(
                    "before 'W' stands one day of the month, not '\(day.text)'",
                    hint: "write 15W for the day from Monday to Friday nearest to the 15th")
            }
            days.nearestWorkday |= 1 << UInt64(try number(day))
        } else {
            days.dates |= try numbers(item)
        }
    }

    /// Adds one item of the day-of-week field.
    func addWeekday(_ item: CronPart, to days: inout CronDays) throws(CronError) {
        let halves = item.split("#", maxSplits: 1)
        if halves.count == 2 {
            let which = halves[1]
            let day = try oneWeekday(halves[0], item)
            if which.uppercased == "L" {
                days.addWeekday(day, week: CronDays.lastWeek)
            } else if let week = digits(which), (1...5).contains(week) {
                days.addWeekday(day, week: week)
            } else {
                throw which.error(
                    "after '#' comes 1 to 5 or L, not '\(which.text)'",
                    hint: "the second Friday of the month is fri#2, the last fri#L")
            }
        } else if item.uppercased == "L" {
            throw item.error(
                "'L' alone is no day of the week",
                hint: "write friL for the last Friday of the month, or sat for Saturday")
        } else if item.uppercased.hasSuffix("L") {
            days.addWeekday(try oneWeekday(item.dropLast(), item), week: CronDays.lastWeek)
        } else {
            days.weekdays |= try numbers(item)
        }
    }

    private func oneWeekday(_ part: CronPart, _ item: CronPart) throws(CronError) -> Int {
        guard !part.isEmpty, !part.text.contains("-"), !part.text.contains("/"), !part.text.contains("*") else {
            throw item.error(
                "'\(item.text)' must name one day of the week", hint: "write a list, such as mon#2,tue#2 or monL,tueL")
        }
        return try number(part) % 7
    }
}
