import Community
import Definitions
import Persistence
import PluginKit

/// What looks wrong with a roster beside the people who are known.
struct RosterDoubts {
    let file: String

    /// Refuses the rows that the store speaks against.
    func settle(_ reading: inout RosterReading, _ store: Store) async throws {
        try await settleNames(&reading, store)
        let ids = reading.members.map(\.id)
        let namesakes = try await store.namesakes(of: ids)
        if !namesakes.isEmpty {
            let faults = namesakes.map { id, known in
                Diagnostic(
                    reading.place(of: id, in: file), "namesake",
                    "the id '\(id)' differs from '\(known)', who is here, in capitals alone",
                    hint: "is '\(known)' meant? Then write it so; somebody else needs another id")
            }
            reading.refuse(Set(namesakes.keys), for: faults)
        }
        let numbers = try await store.numbersWithZeros(of: ids)
        reading.note(
            ids.compactMap { id in
                numbers[id].map { known in
                    Diagnostic(
                        reading.place(of: id, in: file), "zeros",
                        "nobody has the id '\(id)', and '\(known)' is here: a spreadsheet takes zeros before a number away",
                        hint: "is '\(known)' meant, format the column as text and write it so", severity: .warning)
                }
            })
    }

    /// Refuses names that are those of before with a mark in the place of a letter.
    private func settleNames(_ reading: inout RosterReading, _ store: Store) async throws {
        let doubtful = reading.members.filter { LostLetters.mayBe(in: $0.preferredName) }
        if doubtful.isEmpty { return }
        let known = try await store.people(doubtful.map(\.id))
        let lost = doubtful.filter { member in
            known[member.id].map { LostLetters.took(from: $0.preferredName, to: member.preferredName) } ?? false
        }
        let faults = lost.map { member in
            Diagnostic(
                reading.place(of: member.id, in: file), "lost-letters",
                "'\(member.preferredName)' is the name '\(known[member.id]?.preferredName ?? "")' with letters lost",
                hint: "save the table as 'CSV UTF-8', or write the name again")
        }
        reading.refuse(Set(lost.map(\.id)), for: faults)
    }

    /// What the difference shows that a spreadsheet may have done, and what holds that was said under another id.
    func notes(_ change: RosterChange, in reading: RosterReading) -> [Diagnostic] {
        keptStops(change, in: reading) + shortened(change, in: reading)
    }

    /// A note for each of the first addresses that are those of before without what stood before the number.
    private func shortened(_ change: RosterChange, in reading: RosterReading) -> [Diagnostic] {
        let found = change.details.compactMap { detail -> Diagnostic? in
            guard let old = detail.old else { return nil }
            for point in detail.new.contacts where !old.contacts.contains(point) {
                let before = old.contacts.first {
                    $0.channel == point.channel && Self.isShortened($0.address, to: point.address)
                }
                guard let before else { continue }
                return Diagnostic(
                    reading.place(of: old.id, in: file), "shortened",
                    "'\(point.address)' is the address '\(before.address)' without what stood before the number",
                    hint: "a spreadsheet takes a plus and zeros away: format the column as text and write it again",
                    severity: .warning)
            }
            return nil
        }
        let more = found.count - Self.mostShortened
        if more <= 0 { return found }
        return found.prefix(Self.mostShortened) + [
            Diagnostic(
                SourcePlace(file: file), "shortened", "\(more) more addresses have lost what stood before the number",
                severity: .warning)
        ]
    }

    private static let mostShortened = 20

    private static func isShortened(_ old: String, to new: String) -> Bool {
        guard old != new, let first = old.first, first == "+" || first == "0" else { return false }
        return !new.isEmpty && new.allSatisfy { $0.isASCII && $0.isNumber }
            && old.drop { "+0".contains($0) } == new[...]
    }

    /// A note for each contact point that was stopped under another id.
    private func keptStops(_ change: RosterChange, in reading: RosterReading) -> [Diagnostic] {
        change.keptStops.map { stop in
            Diagnostic(
                reading.place(of: stop.member, in: file), "stopped",
                "'\(stop.holder)' asked for no more messages by '\(stop.contact.channel)' at this address; "
                    + "so nothing goes there to '\(stop.member)'",
                hint: "is it the same person, keep the id '\(stop.holder)'; somebody else says themself that they want "
                    + "messages there",
                severity: .warning)
        }
    }
}
