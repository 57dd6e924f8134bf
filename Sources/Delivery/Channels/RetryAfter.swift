import Scheduling

/// Reads `Retry-After` (RFC 9110 section 10.2.3): seconds, whole or not, or a date.
enum RetryAfter {
    static func delay(_ value: String?, at now: Instant) -> Duration? {
        guard let value else { return nil }
        if let seconds = Double(value), seconds >= 0, seconds < 1e9 { return .seconds(seconds.rounded(.up)) }
        // Sun, 06 Nov 1994 08:49:37 GMT
        let parts = value.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, let day = Int(parts[1]), let month = months.firstIndex(of: String(parts[2])),
            let year = Int(parts[3]), let date = CivilDate(year: year, month: month + 1, day: day),
            let time = LocalTime(String(parts[4]))
        else { return nil }
        let at = ZoneRules.utc.firstInstant(of: CivilDateTime(date: date, time: time))
        return max(.zero, at - now)
    }
}

extension RetryAfter {
    /// A number of seconds from a document, whole or not; nil for none, and for one that makes no sense.
    static func delay(seconds: Double?) -> Duration? {
        guard let seconds, seconds >= 0, seconds < 1e9 else { return nil }
        return .milliseconds(Int64((seconds * 1_000).rounded(.up)))
    }
}
