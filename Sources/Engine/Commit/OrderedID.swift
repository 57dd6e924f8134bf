import PluginKit
import Scheduling

/// Names rows in the order in which they are planned.
///
/// 32 hexadecimal digits: eleven of the time in milliseconds, five of the place in the plan, sixteen of a digest of
/// what the row is. Rows of one page of people so lie side by side in the database, whose primary key is a tree: with
/// names in random order every row dirtied a page of its own, and a run for 100,000 people wrote ten times as much.
/// That a row exists once is held by the tables' own unique keys, not by its name.
struct OrderedID: Sendable {
    private let prefix: String
    private var place = 0

    /// `time`: From 1970 to 2527.
    init(at time: Instant) { prefix = Self.hex(UInt64(max(0, time.milliseconds)), digits: 11) }

    /// The next name, for what `key` says; 1,048,576 names may share one time before their order repeats.
    mutating func next(for key: String) -> String {
        defer { place += 1 }
        return prefix + Self.hex(UInt64(place), digits: 5) + Digest.hex(of: key).prefix(16)
    }

    private static func hex(_ value: UInt64, digits: Int) -> String {
        String(unsafeUninitializedCapacity: digits) { buffer in
            for place in 0..<digits {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(4 * (digits - 1 - place))) & 15
                buffer[place] = digit < 10 ? 48 + digit : 87 + digit
            }
            return digits
        }
    }
}
