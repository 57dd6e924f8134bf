/// A time of day on somebody's clock, from 00:00:00 to 23:59:59.
public struct LocalTime: Hashable, Comparable, Sendable {
    /// 0 to 86,399.
    public let secondsSinceMidnight: Int

    /// - Parameter seconds: Taken modulo one day.
    public init(secondsSinceMidnight seconds: Int) { secondsSinceMidnight = ((seconds % 86_400) + 86_400) % 86_400 }

    /// nil for a time that no clock shows.
    public init?(hour: Int, minute: Int, second: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second) else { return nil }
        secondsSinceMidnight = hour * 3_600 + minute * 60 + second
    }

    /// Reads `20:00`, `8:05` or `20:00:30`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, (1...2).contains(parts[0].utf8.count),
            parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), let second = parts.count == 3 ? Int(parts[2]) : 0
        else { return nil }
        self.init(hour: hour, minute: minute, second: second)
    }

    public var hour: Int { secondsSinceMidnight / 3_600 }
    public var minute: Int { secondsSinceMidnight / 60 % 60 }
    public var second: Int { secondsSinceMidnight % 60 }

    public static func < (left: LocalTime, right: LocalTime) -> Bool {
        left.secondsSinceMidnight < right.secondsSinceMidnight
    }

    /// With the seconds, even when they are 0.
    var withSeconds: String { "\(hour.twoDigits):\(minute.twoDigits):\(second.twoDigits)" }
}

extension LocalTime: CustomStringConvertible {
    public var description: String { second == 0 ? "\(hour.twoDigits):\(minute.twoDigits)" : withSeconds }
}

extension LocalTime: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let time = LocalTime(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a time like 20:00")
        }
        self = time
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
