public import Community
public import PluginKit
public import Scheduling

/// What a roster file holds: the people of the rows that are right, and what is wrong with the others.
///
/// A row is taken or refused as a whole. Nothing of the store is looked at; a person who is not in the file may be in it,
/// so references to such people wait in `strangers` until `settle` is told who is known.
public struct RosterReading: Sendable {
    /// In the order of the file.
    public internal(set) var members: [Member] = []
    /// Whom not to pair with each other, as the rows that are right say.
    public var doNotPair: Set<MemberPair> { apart.values.reduce(into: []) { $0.formUnion($1) } }
    /// The days on which people signed what they agreed to, as far as the file names them.
    public internal(set) var consentsSignedOn: [MemberID: CivilDate] = [:]
    /// Every fault, in the order of the file; several may be of one row.
    public internal(set) var faults: [Diagnostic] = []
    /// The lines on which rows begin that are refused.
    public internal(set) var refusedLines: Set<Int> = []
    /// What the person should know of the file, and of cells that could have been meant another way.
    public internal(set) var notes: [Diagnostic] = []
    /// What the file says nothing of.
    public internal(set) var silence = RosterSilence()
    /// People whom rows name and who are not in the file.
    public internal(set) var strangers: [Stranger] = []
    /// The file's text, for showing a fault in its line.
    public internal(set) var text = ""
    var lines: [MemberID: Int] = [:]
    /// How many rows end before the last column.
    var shortRows = 0
    /// Whom the row of each person says not to pair them with.
    var apart: [MemberID: Set<MemberPair>] = [:]

    /// A row's word about somebody who is not in the file.
    public struct Stranger: Sendable {
        public let other: MemberID
        public let member: MemberID
        let column: String
        let place: SourcePlace
    }

    /// The roster of the rows that are right.
    public var roster: Roster {
        Roster(
            members: members, doNotPair: doNotPair.sorted { ($0.first, $0.second) < ($1.first, $1.second) },
            consentsSignedOn: consentsSignedOn)
    }

    /// Refuses the rows that name people who are neither in the file nor among `known`.
    public mutating func settle(known: Set<MemberID>) {
        let unknown = strangers.filter { !known.contains($0.other) }
        strangers = []
        guard !unknown.isEmpty else { return }
        var guesses = ReferenceGuesses(known: lines.keys.map(\.rawValue))
        refuse(
            Set(unknown.map(\.member)),
            for: unknown.map { stranger in
                Diagnostic(
                    stranger.place, "unknown-reference",
                    "\(stranger.column): there is no person '\(stranger.other)' in this file"
                        + guesses.phrase(for: stranger.other.rawValue),
                    hint: "write the id of somebody who is in the file, or was taken in before")
            })
    }

    /// Adds what only the store knows.
    public mutating func note(_ more: [Diagnostic]) { notes += more }

    /// Refuses the rows of these people.
    public mutating func refuse(_ people: Set<MemberID>, for faults: [Diagnostic]) {
        self.faults += faults
        self.faults.sort { ($0.place, $0.rule) < ($1.place, $1.rule) }
        for id in people {
            refusedLines.insert(lines[id] ?? 0)
            apart[id] = nil
            consentsSignedOn[id] = nil
        }
        members.removeAll { people.contains($0.id) }
    }

    /// Where a person's row begins.
    public func place(of id: MemberID, in file: String) -> SourcePlace {
        SourcePlace(file: file, line: lines[id] ?? 1, column: 1)
    }
}
