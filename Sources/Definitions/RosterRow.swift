import Community
import PluginKit
import Scheduling

/// One row of a roster: its cells by column, and every fault of them.
///
/// What a cell may look like stands in `RosterRow+cells.swift`.
struct RosterRow {
    let cells: [CSVReader.Cell]
    let layout: TableLayout
    let file: String
    let zones: ZoneDatabase
    let channels: [String]?
    let staffChannels: Set<String>
    private(set) var faults: [Diagnostic] = []
    /// What was read one way and could have been meant another.
    private(set) var notes: [Diagnostic] = []

    init(
        cells: [CSVReader.Cell], layout: TableLayout, file: String, zones: ZoneDatabase,
        channels: [String]?, staffChannels: Set<String>
    ) {
        self.cells = cells
        self.layout = layout
        self.file = file
        self.zones = zones
        self.channels = channels
        self.staffChannels = staffChannels
    }

    var line: Int { cells.first?.line ?? 1 }

    private func cell(_ column: String) -> CSVReader.Cell? {
        guard let index = layout.positions[column], cells.indices.contains(index) else { return nil }
        return cells[index]
    }

    func place(_ column: String) -> SourcePlace {
        let found = cell(column)
        return SourcePlace(
            file: file, line: found?.line ?? line, column: found?.column ?? 1, length: max(1, found?.text.count ?? 1))
    }

    mutating func fault(_ column: String, _ rule: String, _ message: String, hint: String? = nil) {
        faults.append(Diagnostic(place(column), rule, message, hint: hint))
    }

    mutating func note(_ column: String, _ rule: String, _ message: String) {
        notes.append(Diagnostic(place(column), rule, message, severity: .warning))
    }

    /// The cell without what stands around it; nil when empty.
    func text(_ column: String) -> String? { cell(column).flatMap { Self.cleaned($0.text) } }

    /// The cell as it is, for somebody's own words; nil when there is nothing but blanks.
    func verbatim(_ column: String) -> String? { text(column) == nil ? nil : cell(column)?.text }

    /// The words of a cell, between blanks, commas, semicolons or bars.
    func words(_ column: String) -> [String] {
        guard let text = text(column) else { return [] }
        // Nearly every cell is plain.
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return text.utf8.split { $0 <= 0x20 || $0 == 0x2c || $0 == 0x3b || $0 == 0x7c }.map {
                String(Substring($0))
            }
        }
        return text.split { $0.isWhitespace || ",;|".contains($0) }.map(String.init)
    }

    /// Faults cells that stand in no column.
    mutating func noteStrayCells() {
        for (index, cell) in cells.enumerated() where !layout.named.contains(index) && Self.cleaned(cell.text) != nil {
            faults.append(
                Diagnostic(
                    SourcePlace(file: file, line: cell.line, column: cell.column, length: cell.text.count), "csv",
                    "'\(cell.text.prefix(40))' stands in a column without a name",
                    hint: "put a text with the separator inside in quotes, or name the column in the first line"))
        }
    }

    mutating func member() -> Member {
        noteStrayCells()
        let id = MemberID(text("id") ?? "")
        if Self.isCalculated(id.rawValue) {
            fault(
                "id", "id", "id: a spreadsheet has made the number '\(id)' of an id, and what it was is lost",
                hint: "format the column as text and write the ids again, best with a letter in front")
        } else if !id.isWellFormed {
            fault(
                "id", "id",
                id.rawValue.isEmpty
                    ? "the row has no id" : "id: '\(id)' is not an id of letters, digits, '.', '_' and '-'")
        }
        let name = text("preferred_name") ?? ""
        if LostLetters.mayBe(in: name) {
            note(
                "preferred_name", "lost-letters",
                "preferred_name: '\(name)' may have lost letters, for which spreadsheets write '?'; save it as 'CSV UTF-8'"
            )
        }
        let zone = text("time_zone")
        if let zone, case .failure(let found) = zones.check(zone, at: place("time_zone"), path: "time_zone") {
            faults.append(found)
        }
        let from = time("quiet_start")
        let to = time("quiet_end")
        if (text("quiet_start") == nil) != (text("quiet_end") == nil) {
            fault("quiet_start", "quiet-hours", "quiet_start and quiet_end are given together or not at all")
        }
        let channel = text("channel")
        if let channel, let channels, !channels.contains(channel) {
            fault(
                "channel", "unknown-channel",
                "there is no channel '\(channel)' in Config/milieu.yaml\(Suggestion.phrase(for: channel, among: channels))"
            )
        }
        let address = text("address")
        if channel == nil, address != nil {
            fault("address", "address", "an address needs a channel", hint: "fill in 'channel'")
        }
        checkIsKept("address", address ?? "")
        let roles = Set(choices("roles", Role.self, default: [.member]))
        if let channel, staffChannels.contains(channel), !Role.areOfStaff(roles) {
            fault(
                "channel", "staff-channel",
                "the channel '\(channel)' is for staff, and this person is a member",
                hint: hintOfRoles ?? "members need a channel that is for members; see 'for' in Config/milieu.yaml")
        }
        let fallbacks = fallbacks()
        if let staff = fallbacks.first(where: { staffChannels.contains($0.channel) }), !Role.areOfStaff(roles) {
            fault(
                "fallback", "staff-channel",
                "the channel '\(staff.channel)' is for staff, and this person is a member",
                hint: hintOfRoles ?? "members need a channel that is for members; see 'for' in Config/milieu.yaml")
        }
        if !fallbacks.isEmpty, channel == nil {
            fault("fallback", "fallback", "fallback: there is no channel to fall back from", hint: "fill in 'channel'")
        }
        let interests = text("interests")?.utf8.split { $0 == 0x2c || $0 == 0x3b || $0 == 0x7c }.map { word in
            var rest = word
            while rest.first == 0x20 { rest.removeFirst() }
            while rest.last == 0x20 { rest.removeLast() }
            return String(Substring(rest))
        }
        return Member(
            id: id, preferredName: name, languages: words("languages").map { $0.lowercased() },
            timeZone: zone, roles: roles, staffKind: staffKind(roles),
            stage: one("stage", Stage.self, among: Stage.kept) ?? .active, cohorts: cohorts(),
            joinedOn: date("joined_on"), interests: Set((interests ?? []).filter { !$0.isEmpty }),
            capacity: capacity(roles),
            contact: channel.map { ContactPoint(channel: $0, address: address ?? "") },
            fallbacks: fallbacks,
            quietHours: from.flatMap { from in to.map { QuietHours(from: from, to: $0) } },
            consents: Consents(listed: Set(choices("consents", Purpose.self, default: []))),
            pausedUntil: date("paused_until").map { day in
                ((zone.flatMap { try? zones.rules(named: $0) }) ?? .utc).firstInstant(
                    of: CivilDateTime(date: day, time: LocalTime(secondsSinceMidnight: 0)))
            },
            hasStopped: flag("stopped"), pairing: profile())
    }

    /// `autumn 2026-09-21..2026-12-18|choir`: cohorts, each with its days as far as they are known.
    private mutating func cohorts() -> [CohortStay] {
        guard let text = text("cohorts") else { return [] }
        var stays: Set<CohortStay> = []
        for part in text.split(whereSeparator: { "|;,".contains($0) }) {
            if part.allSatisfy(\.isWhitespace) { continue }
            guard let stay = CohortStay(text: String(part)) else {
                fault(
                    "cohorts", "cohort",
                    "cohorts: expected a cohort and its days, found '\(Self.cleaned(String(part)) ?? "")'",
                    hint: "write it like: autumn 2026-09-21..2026-12-18, with either day left out while it is not known"
                )
                continue
            }
            stays.insert(stay)
        }
        return stays.sorted()
    }

    private mutating func profile() -> PairingProfile {
        let (profile, faults) = PairingProfile.reading { profileText($0) }
        for found in faults {
            fault(
                found.column, "profile", found.message + Suggestion.phrase(for: found.found, among: found.known),
                hint: found.hint)
        }
        return profile
    }

    /// `telegram 4711; letters ana@example.org`: contact points after the first one, in their order.
    private mutating func fallbacks() -> [ContactPoint] {
        guard let text = text("fallback") else { return [] }
        var points: [ContactPoint] = []
        for part in text.split(separator: ";") {
            let words = part.split(separator: " ").map(String.init)
            if words.isEmpty { continue }
            guard words.count == 2 else {
                fault(
                    "fallback", "fallback",
                    "fallback: expected a channel and an address, found '\(words.joined(separator: " "))'",
                    hint: "write them like: telegram 4711; letters ana@example.org")
                continue
            }
            if let channels, !channels.contains(words[0]) {
                fault(
                    "fallback", "unknown-channel",
                    "there is no channel '\(words[0])' in Config/milieu.yaml\(Suggestion.phrase(for: words[0], among: channels))"
                )
            }
            checkIsKept("fallback", words[1])
            points.append(ContactPoint(channel: words[0], address: words[1]))
        }
        return points
    }

    /// Faults an address of which a spreadsheet has made a number, and written it short.
    private mutating func checkIsKept(_ column: String, _ address: String) {
        guard Self.isCalculated(address) else { return }
        fault(
            column, "address",
            "\(column): a spreadsheet has made the number '\(address)' of an address, and what it was is lost",
            hint: "format the column as text and write the addresses again")
    }

    private mutating func staffKind(_ roles: Set<Role>) -> StaffKind? {
        let kind = one("staff_kind", StaffKind.self, among: StaffKind.allCases)
        if let kind, !Member(id: MemberID("x"), roles: roles).isStaff {
            fault(
                "staff_kind", "staff-kind",
                "staff_kind: '\(kind.rawValue)' is somebody's work, and they have no role of staff",
                hint: hintOfRoles ?? "add staff, or another role of staff, to 'roles'")
        }
        return kind
    }

    private mutating func one<Choice: RawRepresentable<String>>(
        _ column: String, _ type: Choice.Type, among known: [Choice]
    ) -> Choice? {
        guard let text = text(column) else { return nil }
        if let choice = known.first(where: { $0.rawValue == text.lowercased() }) { return choice }
        let names = known.map(\.rawValue)
        fault(
            column, "choice",
            "\(column): expected \(names.joined(separator: ", ")), found '\(text)'\(Suggestion.phrase(for: text, among: names))"
        )
        return nil
    }

    private mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
        _ column: String, _ type: Choice.Type, default none: [Choice]
    ) -> [Choice] {
        let words = words(column)
        if words.isEmpty { return none }
        var found: [Choice] = []
        for word in words {
            if let choice = Choice(rawValue: word.lowercased()) {
                found.append(choice)
            } else {
                let names = Choice.allCases.map(\.rawValue)
                fault(
                    column, "choice",
                    "\(column): expected \(names.joined(separator: ", ")), found '\(word)'\(Suggestion.phrase(for: word, among: names))"
                )
            }
        }
        return found
    }

    /// A mentor who has not said takes the standard number of newcomers.
    private mutating func capacity(_ roles: Set<Role>) -> Int {
        guard let text = text("capacity") else { return roles.contains(.mentor) ? PairingProfile.standardCapacity : 0 }
        guard let number = Self.wholeNumber(text), (0...PairingProfile.largestCapacity).contains(number) else {
            fault(
                "capacity", "number",
                "capacity: expected a whole number from 0 to \(PairingProfile.largestCapacity), found '\(text)'")
            return 0
        }
        return number
    }
}
