/// An expression in plain English.
///
/// Two expressions with the same sentence fire at the same times. That is why a wildcard job says "every" or
/// "whenever the clocks show it", and a fixed job lists its times: they part when the clocks change.
extension CronExpression {
    /// The expression in plain English, such as `Every Monday at 09:00`.
    public var summary: String {
        let time = hasSeconds ? timeWithSeconds : timeOfMinutes
        return dayPhrase + (time.hasPrefix("every") ? ", " : " ") + time
    }

    private var hourList: [Int] { hours.members }
    private var minuteList: [Int] { minutes.members }
    private var hasAllHours: Bool { hours == (1 << 24) - 1 }

    private var hourRange: String {
        "the hour\(hours.nonzeroBitCount > 1 ? "s" : "") \(Words.list(hourList, String.init))"
    }

    private var timeOfMinutes: String {
        let shown = isWildcard ? ", whenever the clocks show it" : ""
        if isWildcard, hasAllHours || firesEveryMinute || minutes.evenStep(below: 60) != nil {
            return everyMinute(of: hasAllHours ? "every hour" : hourRange)
        }
        if hours.nonzeroBitCount * minutes.nonzeroBitCount <= 6 {
            let times = hourList.flatMap { hour in minuteList.map { "\(hour.twoDigits):\($0.twoDigits)" } }
            return "at \(Words.joined(times))\(shown)"
        }
        if minutes.nonzeroBitCount == 1, let step = hours.step {
            let minute = minutes.trailingZeroBitCount.twoDigits
            let first = "\(hours.trailingZeroBitCount.twoDigits):\(minute)"
            let last = "\((hourList.last ?? 0).twoDigits):\(minute)"
            return "every \(step == 1 ? "hour" : "\(step) hours") from \(first) to \(last)\(shown)"
        }
        return "at \(Words.list(minuteList) { ":" + $0.twoDigits }) of \(hourRange)\(shown)"
    }

    /// For wildcard jobs only.
    private func everyMinute(of hours: String) -> String {
        let isEveryHour = hasAllHours
        if firesEveryMinute { return isEveryHour ? "every minute" : "every minute of \(hours)" }
        if let step = minutes.evenStep(below: 60) {
            return "every \(step) minutes" + (isEveryHour ? "" : " of \(hours)")
        }
        return "at \(Words.list(minuteList) { ":" + $0.twoDigits }) of \(hours)"
    }

    private var timeWithSeconds: String {
        if firesPerDay <= 6 {
            let times = hourList.flatMap { hour in
                minuteList.flatMap { minute in
                    seconds.members.map { "\(hour.twoDigits):\(minute.twoDigits):\($0.twoDigits)" }
                }
            }
            return "at \(Words.joined(times))"
        }
        let second: String
        if seconds == (1 << 60) - 1 {
            second = "every second"
        } else if let step = seconds.evenStep(below: 60) {
            second = "every \(step) seconds"
        } else {
            second = "at second \(Words.list(seconds.members, String.init))"
        }
        if firesEveryMinute { return "\(second) of every minute" + (hasAllHours ? "" : " of \(hourRange)") }
        let minute =
            "minute\(minutes.nonzeroBitCount > 1 ? "s" : "") \(Words.list(minuteList) { $0.twoDigits })"
        return "\(second) of \(minute) of \(hasAllHours ? "every hour" : hourRange)"
    }
}
