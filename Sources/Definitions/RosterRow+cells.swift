import Foundation
import PluginKit
import Scheduling

/// One cell as spreadsheets write it: blanks, quotes, dates, times, numbers, yes and no.
extension RosterRow {
    /// The cell without what spreadsheets and word processors put around it; nil when nothing is left.
    ///
    /// That is blanks of all kinds (no-break, zero-width), the apostrophe that keeps a sign or a digit from being
    /// calculated with, and curly quotes around the whole.
    static func cleaned(_ text: String) -> String? {
        // Nearly every cell is plain.
        guard let first = text.utf8.first, let last = text.utf8.last else { return nil }
        if isPlain(first), isPlain(last) { return text }
        var rest = text[...]
        func trim() {
            while rest.first.map(isBlank) == true { rest.removeFirst() }
            while rest.last.map(isBlank) == true { rest.removeLast() }
        }
        trim()
        if let opening = rest.first, let closing = rest.last, rest.count > 1,
            ("“„«".contains(opening) && "”“»".contains(closing))
        {
            rest = rest.dropFirst().dropLast()
            trim()
        }
        if let mark = rest.first, "'’‘".contains(mark), let next = rest.dropFirst().first,
            "=+-@".contains(next) || next.isASCII && next.isNumber
        {
            rest.removeFirst()
        }
        return rest.isEmpty ? nil : String(rest)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x27 && byte < 0x7f
    }

    private static func isBlank(_ character: Character) -> Bool {
        character.isWhitespace || "\u{200B}\u{2060}\u{FEFF}".contains(character)
    }

    /// The columns that hold one day.
    static let dateColumns: Set<String> = ["joined_on", "paused_until", "tenure_start", "cool_down_until"]
    /// The columns that hold yes or no.
    static let flagColumns: Set<String> = ["stopped", "share_tags"]

    /// The cell as the profile reads it: a day as 2026-11-20, and yes or no in English.
    mutating func profileText(_ column: String) -> String? {
        if Self.dateColumns.contains(column) { return date(column)?.iso8601 }
        if Self.flagColumns.contains(column) { return flag(column) ? "yes" : nil }
        return text(column)
    }

    mutating func date(_ column: String) -> CivilDate? {
        guard let text = text(column) else { return nil }
        switch RosterDate(text) {
        case .day(let date): return date
        case .counted(let date):
            note(column, "day-number", "\(column): the number \(text) was read as \(date.iso8601)")
            return date
        case .refused(let why, let hint):
            fault(column, "date", "\(column): \(why)", hint: hint)
            return nil
        }
    }

    /// `21:00`, `21:00:00`, `9:00 PM`, or the part of a day that spreadsheets keep, such as `0,875`.
    mutating func time(_ column: String) -> LocalTime? {
        guard let text = text(column) else { return nil }
        if let time = LocalTime(text) { return time }
        let upper = text.uppercased()
        for (ending, isAfternoon) in [("AM", false), ("PM", true)] where upper.hasSuffix(ending) {
            let clock = upper.dropLast(2).split(separator: " ").joined()
            if let time = LocalTime(clock), (1...12).contains(time.hour) {
                let hours = time.hour % 12 + (isAfternoon ? 12 : 0)
                return LocalTime(secondsSinceMidnight: hours * 3_600 + time.secondsSinceMidnight % 3_600)
            }
        }
        if let part = Double(text.replacing(",", with: ".")), part >= 0, part < 1,
            text.contains(where: { ".,".contains($0) })
        {
            return LocalTime(secondsSinceMidnight: Int((part * 1_440).rounded()) * 60)
        }
        fault(column, "time", "\(column): expected a time of day, found '\(text)'", hint: "write it like 21:00")
        return nil
    }

    mutating func flag(_ column: String) -> Bool {
        guard let text = text(column) else { return false }
        let word = text.lowercased()
        if Self.yes.contains(word) { return true }
        if !Self.no.contains(word) {
            fault(column, "choice", "\(column): expected yes or no, found '\(text)'", hint: "write yes, or nothing")
        }
        return false
    }

    /// As people write it, and as spreadsheets do in their languages.
    private static let yes: Set<String> = [
        "yes", "y", "true", "1", "x", "wahr", "ja", "vrai", "oui", "sim", "verdadeiro", "sí", "si", "verdadero", "tak",
        "prawda", "vero", "waar",
    ]
    private static let no: Set<String> = [
        "no", "n", "false", "0", "falsch", "nein", "faux", "non", "não", "nao", "falso", "nie", "fałsz", "nee",
        "onwaar",
    ]

    /// A whole number, also as `2,0` or `2.0`; nil for anything else.
    static func wholeNumber(_ text: String) -> Int? {
        if let number = Int(text) { return number }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard parts.count == 2, !parts[1].isEmpty, parts[1].allSatisfy({ $0 == "0" }) else { return nil }
        return Int(parts[0])
    }

    /// Whether a spreadsheet has made a number of an id or an address, and written it short or with a fraction.
    static func isCalculated(_ text: String) -> Bool {
        guard let first = text.utf8.first, first < 0x3a, text.utf8.contains(where: { ".,Ee".utf8.contains($0) })
        else { return false }
        let upper = text.uppercased().replacing(",", with: ".")
        if let mark = upper.firstIndex(of: "E"), upper[..<mark].allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }) {
            let power = upper[upper.index(after: mark)...]
            return !upper[..<mark].isEmpty && power.first.map { "+-".contains($0) } == true
                && power.dropFirst().allSatisfy(\.isNumber)
        }
        guard let dot = upper.lastIndex(of: "."), upper.filter({ $0 == "." }).count == 1 else { return false }
        return !upper[..<dot].isEmpty && upper[..<dot].allSatisfy(\.isNumber)
            && upper[upper.index(after: dot)...].allSatisfy { $0 == "0" } && !upper.hasSuffix(".")
    }
}
