import Scheduling

/// A day as spreadsheets write it.
///
/// `2026-11-15` is always right, and so is `15.11.2026`. With slashes or dashes in between, Europe puts the day first and
/// America the month: where one of the two numbers is above 12 there is one reading, and where neither is, nobody can know.
/// A number alone is what a spreadsheet counts days by, from the end of 1899.
enum RosterDate {
    case day(CivilDate)
    /// A spreadsheet's day number; right unless the file was made with days counted from 1904.
    case counted(CivilDate)
    /// `why`, with what to do.
    case refused(why: String, hint: String)

    private static let hint = "write it like 2026-11-20"
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    init(_ text: String) {
        if let date = CivilDate(iso8601: text) {
            self = .day(date)
            return
        }
        // A day with a time behind it, such as `2026-11-20 00:00:00`.
        if text.utf8.count > 10, let date = CivilDate(iso8601: String(text.prefix(10))),
            let sign = text.dropFirst(10).first, sign == " " || sign == "T"
        {
            self = .day(date)
            return
        }
        if text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text) {
            self = Self.counted(number, text)
            return
        }
        let parts = text.split(omittingEmptySubsequences: true) { "./- ".contains($0) }.map(String.init)
        guard parts.count == 3 else {
            self = .refused(why: "expected a date, found '\(text)'", hint: Self.hint)
            return
        }
        if let month = Self.months.firstIndex(of: String(parts[1].lowercased().prefix(3))), let day = Int(parts[0]) {
            self = Self.dated(Self.year(parts[2]), month + 1, day, text)
            return
        }
        guard let first = Int(parts[0]), let second = Int(parts[1]) else {
            self = .refused(why: "expected a date, found '\(text)'", hint: Self.hint)
            return
        }
        if parts[0].utf8.count == 4 {
            self = Self.dated(first, second, Int(parts[2]), text)
        } else if text.contains(".") || first > 12 || first == second {
            self = Self.dated(Self.year(parts[2]), second, first, text)
        } else if second > 12 {
            self = Self.dated(Self.year(parts[2]), first, second, text)
        } else {
            let readings = [(second, first), (first, second)].compactMap { month, day in
                Self.year(parts[2]).flatMap { CivilDate(year: $0, month: month, day: day)?.iso8601 }
            }
            self = .refused(
                why: readings.count == 2
                    ? "'\(text)' may be \(readings[0]) or \(readings[1])" : "expected a date, found '\(text)'",
                hint: "\(Self.hint), or 20.11.2026")
        }
    }

    private static func dated(_ year: Int?, _ month: Int, _ day: Int?, _ text: String) -> RosterDate {
        guard let year else {
            return .refused(why: "the year of '\(text)' has no four digits", hint: hint)
        }
        guard let day, let date = CivilDate(year: year, month: month, day: day) else {
            return .refused(why: "there is no day '\(text)'", hint: hint)
        }
        return .day(date)
    }

    /// Four digits: of two nobody knows the century.
    private static func year(_ text: String) -> Int? { text.utf8.count == 4 ? Int(text) : nil }

    /// From 1927 to 2119: what is outside is rather a year, an age or another number.
    private static func counted(_ number: Int, _ text: String) -> RosterDate {
        guard (10_000...80_000).contains(number) else {
            return .refused(why: "expected a date, found the number '\(text)'", hint: hint)
        }
        return .counted(CivilDate(daysSince1970: number - 25_569))
    }
}
