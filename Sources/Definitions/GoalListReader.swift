public import Community
public import PluginKit
public import Scheduling

/// The goals of a table, as far as its rows are right, and what is wrong with the others.
public struct GoalListReading: Sendable {
    /// In the order of the file, each with the line on which its row begins.
    public internal(set) var goals: [(goal: Goal, line: Int)] = []
    public internal(set) var faults: [Diagnostic] = []
    public internal(set) var refusedLines: Set<Int> = []
    public internal(set) var notes: [Diagnostic] = []

    /// Refuses the rows of people who are not among `known`.
    public mutating func refuseStrangers(known: Set<MemberID>, file: String) {
        var guesses = ReferenceGuesses(known: known.map(\.rawValue))
        for (goal, line) in goals where !known.contains(goal.member) {
            faults.append(
                Diagnostic(
                    SourcePlace(file: file, line: line, column: 1), "unknown-reference",
                    "member: there is no person '\(goal.member)' in the program"
                        + guesses.phrase(for: goal.member.rawValue),
                    hint: "see milieu members list"))
            refusedLines.insert(line)
        }
        goals.removeAll { !known.contains($0.goal.member) }
        faults.sort { ($0.place, $0.rule) < ($1.place, $1.rule) }
    }
}

/// Reads goals from a table, such as one that people kept in a spreadsheet: a header, then one goal a row.
///
/// The words of a goal are kept to the byte. The same row again is the same
/// goal: its id follows from whose it is, its words and its day.
public struct GoalListReader: Sendable {
    private let now: Instant
    private let zone: ZoneRules

    public static let columns = [
        "member", "own_words", "kind", "category", "set_on", "review_on", "why_it_matters", "importance", "confidence",
        "next_step", "next_step_on",
    ]

    /// Makes one.
    ///
    /// `now`: When a goal was set whose day is not said.
    /// `zone`: The clock of days.
    public init(now: Instant, zone: ZoneRules) {
        self.now = now
        self.zone = zone
    }

    /// - Throws: what keeps the file as a whole from being read.
    public func reading(path: String) throws(Diagnostics) -> GoalListReading {
        let bytes = try SourceFile.bytes(at: path, shown: path, limit: SourceFile.longestRoster)
        let decoded = try SpreadsheetText(bytes, shown: path)
        var rows = CSVReader(decoded.text, file: path)
        guard let header = try rows.next() else {
            throw [
                Diagnostic(
                    SourcePlace(file: path), "empty", "the file is empty",
                    hint: "the first line names the columns: \(Self.columns.joined(separator: ","))")
            ]
        }
        let layout = try TableLayout(header, columns: Self.columns, required: ["member", "own_words"], file: path)
        var reading = GoalListReading()
        if let note = decoded.note { reading.notes.append(note) }
        while let cells = try rows.next() {
            if cells.allSatisfy({ RosterRow.cleaned($0.text) == nil }) { continue }
            var row = RosterRow(
                cells: cells, layout: layout, file: path, zones: ZoneDatabase(), channels: nil, staffChannels: [])
            let goal = goal(&row)
            reading.notes += row.notes
            if row.faults.isEmpty {
                reading.goals.append((goal, row.line))
            } else {
                reading.faults += row.faults
                reading.refusedLines.insert(row.line)
            }
        }
        return reading
    }

    private func goal(_ row: inout RosterRow) -> Goal {
        row.noteStrayCells()
        let member = MemberID(row.text("member") ?? "")
        if !member.isWellFormed {
            row.fault("member", "id", "member: expected the id of a person", hint: "such as ana")
        }
        let words = row.verbatim("own_words") ?? ""
        if words.isEmpty {
            row.fault("own_words", "words", "own_words: the row has no words", hint: "write what the person says")
        }
        let day = row.date("set_on")
        let setAt = day.map {
            zone.firstInstant(of: CivilDateTime(date: $0, time: LocalTime(secondsSinceMidnight: 0)))
        }
        if let setAt, setAt > now { row.fault("set_on", "date", "set_on: this day is not here yet") }
        let thoughts = GoalThoughts(
            whyItMatters: row.verbatim("why_it_matters"), importance: ruler("importance", &row),
            confidence: ruler("confidence", &row), nextStep: row.verbatim("next_step"),
            nextStepOn: row.date("next_step_on"))
        return Goal(
            id: GoalID("g-" + Digest.hex(of: "\(member)|\(words)|\(day?.iso8601 ?? "")").prefix(12)), member: member,
            ownWords: words, kind: choice("kind", &row) ?? .aim, category: choice("category", &row),
            setAt: setAt ?? now, thoughts: thoughts, reviewOn: row.date("review_on"))
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ column: String, _ row: inout RosterRow
    ) -> Choice? {
        guard let text = row.text(column) else { return nil }
        if let choice = Choice(rawValue: text.lowercased()) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        row.fault(
            column, "choice",
            "\(column): expected \(names.joined(separator: ", ")), found '\(text)'\(Suggestion.phrase(for: text, among: names))"
        )
        return nil
    }

    private func ruler(_ column: String, _ row: inout RosterRow) -> GoalRuler? {
        guard let text = row.text(column) else { return nil }
        if let ruler = RosterRow.wholeNumber(text).flatMap({ GoalRuler($0) }) { return ruler }
        row.fault(column, "number", "\(column): expected a whole number from 0 to 10, found '\(text)'")
        return nil
    }
}
