import PluginKit
import Scheduling

/// Reads the program's calendars: `.ics` files, and `.txt` files with a day on each line.
struct CalendarReader {
    let zones: ZoneDatabase

    /// The calendar in `text`, whose file is called `file`; what is wrong goes into `faults`.
    func read(_ text: String, file: String, into faults: inout [Diagnostic]) -> ProgramCalendar? {
        file.hasSuffix(".ics") ? events(text, file, &faults) : days(text, file, &faults)
    }

    private func events(_ text: String, _ file: String, _ faults: inout [Diagnostic]) -> ProgramCalendar? {
        do {
            return ProgramCalendar(events: try EventCalendar(parsing: text) { try? zones.rules(named: $0) })
        } catch {
            faults += error.faults.map {
                Diagnostic(
                    SourcePlace(file: file, line: $0.line, column: $0.column), "calendar", $0.message, hint: $0.hint)
            }
            return nil
        }
    }

    private func days(_ text: String, _ file: String, _ faults: inout [Diagnostic]) -> ProgramCalendar? {
        var days: [CivilDate] = []
        var isWrong = false
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            let written = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
            if written.isEmpty { continue }
            if let day = CivilDate(iso8601: written) {
                days.append(day)
            } else {
                isWrong = true
                faults.append(
                    Diagnostic(
                        SourcePlace(file: file, line: index + 1, column: 1, length: written.count), "calendar",
                        "expected a day, found '\(written)'", hint: "write one day on each line, like 2026-12-25  # why"
                    ))
            }
        }
        return isWrong ? nil : ProgramCalendar(days: days)
    }
}
