import Community
import Definitions
import Engine
import Persistence
import PluginKit
import Scheduling

/// What an import changes, in words and as JSON.
struct RosterWords {
    private let change: RosterChange
    private let reading: RosterReading
    private let zone: (Member) -> ZoneRules

    init(_ change: RosterChange, _ reading: RosterReading, _ workplace: Workplace) {
        self.change = change
        self.reading = reading
        // The clock by which the reader takes the day of a pause.
        zone = { $0.timeZone == nil ? .utc : workplace.engine.zone(ofMemberIn: $0.timeZone) }
    }

    func summary(isDone: Bool) -> String {
        let verb = isDone ? "" : "would be "
        var parts = [
            "\(change.added.count) \(verb)added", "\(change.changed.count) \(verb)changed",
            "\(change.unchanged) as they were",
        ]
        if change.doNotPairAdded > 0 { parts.append("\(change.doNotPairAdded) more not to be paired") }
        if !reading.refusedLines.isEmpty {
            parts.append("\(reading.refusedLines.count) row\(reading.refusedLines.count == 1 ? "" : "s") refused")
        }
        if !change.erased.isEmpty { parts.append("\(change.erased.count) left out, as they were erased") }
        return parts.joined(separator: ", ")
    }

    /// A line for each new person, and one for each column of those who change.
    var lines: [String] {
        var lines = change.details.flatMap { detail -> [String] in
            guard let old = detail.old else {
                let name = detail.new.preferredName
                let roles = detail.new.roles.sorted().map(\.rawValue).joined(separator: " ")
                return ["+ \(detail.new.id)\(name.isEmpty ? "" : " \(name)") (\(roles))"]
            }
            return columns(old, detail.new).map { column, before, after in
                "~ \(detail.new.id) \(column): \(Self.shown(before)) → \(Self.shown(after))"
            }
        }
        let more = change.added.count + change.changed.count - change.details.count
        if more > 0 { lines.append("and \(more) people more") }
        return lines
    }

    private func columns(_ old: Member, _ new: Member) -> [(column: String, old: String, new: String)] {
        RosterCells.changes(from: old, to: new, zone: zone(new))
    }

    private static func shown(_ text: String) -> String { text.isEmpty ? "nothing" : "'\(text)'" }

    func json(file: String, isApplied: Bool) -> JSONValue {
        let changed = change.details.compactMap { detail -> JSONValue? in
            guard let old = detail.old else { return nil }
            let columns = columns(old, detail.new).map { column, before, after in
                JSONValue.object([
                    ("column", .string(column)), ("old", .string(before)), ("new", .string(after)),
                ])
            }
            return .object([("id", .string(detail.new.id.rawValue)), ("columns", .array(columns))])
        }
        return .object([
            ("applied", .bool(isApplied)), ("code", .string(change.fingerprint)),
            ("added", .array(change.added.map { .string($0.rawValue) })),
            ("changed", .array(change.changed.map { .string($0.rawValue) })), ("changes", .array(changed)),
            ("unchanged", .number(change.unchanged)), ("do_not_pair_added", .number(change.doNotPairAdded)),
            ("erased", .array(change.erased.map { .string($0.rawValue) })),
            ("refused_rows", .number(reading.refusedLines.count)),
            ("faults", .array(reading.faults.map(Self.json))), ("notes", .array(reading.notes.map(Self.json))),
        ])
    }

    private static func json(_ diagnostic: Diagnostic) -> JSONValue {
        .object([
            ("line", .number(diagnostic.place.line)), ("column", .number(diagnostic.place.column)),
            ("rule", .string(diagnostic.rule)), ("message", .string(diagnostic.message)),
            ("hint", .optional(diagnostic.hint)),
        ])
    }
}
