extension Instant {
    /// Such as `2026-03-29T00:30:00Z`; with milliseconds when there are any.
    public var iso8601: String {
        let day = seconds.floorDivided(by: 86_400)
        let time = LocalTime(secondsSinceMidnight: Int(seconds - day * 86_400))
        let fraction = milliseconds - seconds * 1_000
        let digits = fraction == 0 ? "" : "." + String(fraction + 1_000).dropFirst()
        return "\(CivilDate(daysSince1970: Int(day)).iso8601)T\(time.withSeconds)\(digits)Z"
    }

    /// Reads `2026-03-29T00:30:00Z`, `2026-03-29T02:30+02:00`, with or without seconds and a fraction; nil for anything else.
    public init?(iso8601 text: String) {
        guard text.utf8.count >= 17, let date = CivilDate(iso8601: String(text.prefix(10))),
            "Tt ".contains(text.dropFirst(10).prefix(1))
        else { return nil }
        var rest = text.dropFirst(11)
        guard let zoneStart = rest.lastIndex(where: { "Zz+-".contains($0) }) else { return nil }
        let zone = rest[zoneStart...]
        rest = rest[..<zoneStart]
        var fraction: Int64 = 0
        if let point = rest.firstIndex(of: ".") {
            let digits = rest[rest.index(after: point)...].prefix(3)
            guard let value = Int64(digits) else { return nil }
            fraction = value * [100, 10, 1][digits.count - 1]
            rest = rest[..<point]
        }
        guard let time = LocalTime(String(rest)) else { return nil }
        var offset = 0
        if zone.count > 1 {
            let parts = zone.dropFirst().split(separator: ":")
            guard parts.count == 2, let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3_600 + minutes * 60) * (zone.first == "-" ? -1 : 1)
        }
        let seconds = Int64(date.daysSince1970) * 86_400 + Int64(time.secondsSinceMidnight - offset)
        self.init(milliseconds: seconds * 1_000 + fraction)
    }
}
