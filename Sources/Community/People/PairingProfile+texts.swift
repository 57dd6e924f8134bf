import Scheduling

/// A profile as the cells of a roster: read, with every fault, and written.
extension PairingProfile {
    /// The columns, in the order in which a roster has them.
    public static let columns = [
        "availability", "modes", "access_needs", "access_offers", "trainings", "tenure_start", "tags", "share_tags",
        "avoid_tags", "pathway", "wishes", "relations", "cool_down_until",
    ]

    /// What two people may have in common outside the program, as `relations` names it before the colon.
    public static let relationKinds = ["employment", "family", "household", "supervision", "treatment"]

    /// Of whoever said nothing, as most people do who are in no pair.
    private static let nothing = PairingProfile()

    /// What is wrong with one cell.
    public struct Fault: Error, Hashable, Sendable {
        public let column: String
        /// `expected …, found …`.
        public let message: String
        public let hint: String
        /// A word that was found, and those of which it should be one; empty where any word may stand.
        public let found: String
        public let known: [String]
    }

    /// Reads cells by column; those that are missing or empty are empty parts.
    ///
    /// The parts of a list stand between `|`, `;` or commas. A part that is wrong is left out and told in `faults`.
    public static func reading(_ cell: (String) -> String?) -> (profile: PairingProfile, faults: [Fault]) {
        let texts = columns.compactMap { column in cell(column).map { (column, $0) } }
        if texts.isEmpty { return (nothing, []) }
        var reader = ProfileCells(texts: Dictionary(texts) { first, _ in first })
        let profile = PairingProfile(
            availability: reader.availability(), modes: reader.modes(), accessNeeds: reader.words("access_needs"),
            accessOffers: reader.words("access_offers"), trainings: reader.trainings(),
            tenureStart: reader.date("tenure_start"), tags: reader.words("tags"), sharesTags: reader.flag("share_tags"),
            avoidTags: reader.words("avoid_tags"), pathway: reader.words("pathway", atMost: 1).first,
            wishes: reader.wishes(), relations: reader.relations(), coolDownUntil: reader.date("cool_down_until"))
        return (profile, reader.faults)
    }

    /// The cells that `reading` makes the same profile of, without the empty ones; equal profiles have equal cells.
    public var cells: [(column: String, text: String)] {
        if self == Self.nothing { return [] }
        let texts: [String] = [
            availability.map(\.text).joined(separator: "|"), modes.sorted().map(\.rawValue).joined(separator: "|"),
            accessNeeds.sorted().joined(separator: "|"), accessOffers.sorted().joined(separator: "|"),
            trainings.map(\.text).joined(separator: "|"), tenureStart?.iso8601 ?? "",
            tags.sorted().joined(separator: "|"), sharesTags ? "yes" : "", avoidTags.sorted().joined(separator: "|"),
            pathway ?? "", wishes.sorted().map(\.rawValue).joined(separator: "|"),
            relations.sorted().joined(separator: "|"), coolDownUntil?.iso8601 ?? "",
        ]
        return zip(Self.columns, texts).filter { !$1.isEmpty }.map { ($0, $1) }
    }
}

/// Reads one person's cells and notes what is wrong.
private struct ProfileCells {
    let texts: [String: String]
    var faults: [PairingProfile.Fault] = []

    private mutating func fault(
        _ column: String, _ expected: String, _ found: String, hint: String, known: [String] = []
    ) {
        faults.append(
            PairingProfile.Fault(
                column: column, message: "\(column): expected \(expected), found '\(found)'", hint: hint, found: found,
                known: known))
    }

    private func parts(_ column: String) -> [String] {
        guard let text = texts[column], !text.isEmpty else { return [] }
        return text.split { "|;,\n\r".contains($0) }.map(Self.trimmed).filter { !$0.isEmpty }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }

    /// Lower-case words, such as `step_free` or `harm reduction`; at most 40 characters each.
    mutating func words(_ column: String, atMost limit: Int = 40) -> Set<String> {
        let found = parts(column)
        if found.count > limit {
            fault(
                column, limit == 1 ? "one word" : "at most \(limit) words", found.joined(separator: "|"),
                hint: "keep those that matter most")
            return []
        }
        for word in found where word.utf8.count > 40 && word.count > 40 {
            fault(column, "words of at most 40 characters", word, hint: "a short word is easier to share")
        }
        return Set(found.lazy.filter { $0.utf8.count <= 40 || $0.count <= 40 }.map { $0.lowercased() })
    }

    mutating func availability() -> [WeeklyInterval] {
        var intervals: Set<WeeklyInterval> = []
        for part in parts("availability") {
            if let read = WeeklyInterval.reading(part) {
                intervals.formUnion(read)
            } else {
                fault(
                    "availability", "a weekday and two times", part,
                    hint: "write it like: mon 18:00-20:00|thu 19:00-21:00, by the person's own clock")
            }
        }
        return intervals.sorted()
    }

    mutating func modes() -> Set<MeetingMode> {
        let names = MeetingMode.allCases.map(\.rawValue)
        var modes: Set<MeetingMode> = []
        for word in parts("modes").flatMap({ $0.split(separator: " ").map(String.init) }) {
            if let mode = MeetingMode(rawValue: word.lowercased()) {
                modes.insert(mode)
            } else {
                fault("modes", names.joined(separator: ", "), word, hint: "several stand between bars", known: names)
            }
        }
        return modes
    }

    mutating func trainings() -> [Training] {
        var trainings: Set<Training> = []
        for part in parts("trainings") {
            let words = part.split(separator: " ").map(String.init)
            let date = words.count == 2 ? CivilDate(iso8601: words[1]) : nil
            if words.count == 1 || date != nil {
                trainings.insert(Training(words[0].lowercased(), validTo: date))
            } else {
                fault(
                    "trainings", "a training and the last day on which it holds", part,
                    hint: "write it like: orientation 2027-03-01|first_aid")
            }
        }
        return trainings.sorted()
    }

    mutating func date(_ column: String) -> CivilDate? {
        guard let text = texts[column] else { return nil }
        guard let date = CivilDate(iso8601: text) else {
            fault(column, "a date", text, hint: "write it like 2026-11-20")
            return nil
        }
        return date
    }

    mutating func flag(_ column: String) -> Bool {
        guard let text = texts[column] else { return false }
        switch text.lowercased() {
        case "yes", "true", "1": return true
        case "no", "false", "0": return false
        default:
            fault(column, "yes or no", text, hint: "without a yes nobody sees the tags")
            return false
        }
    }

    mutating func wishes() -> Set<MemberID> {
        var wishes: Set<MemberID> = []
        for word in parts("wishes").flatMap({ $0.split(separator: " ").map(String.init) }) {
            if MemberID(word).isWellFormed {
                wishes.insert(MemberID(word))
            } else {
                fault("wishes", "ids of people", word, hint: "write the ids of this file, such as joana|rui")
            }
        }
        return wishes
    }

    mutating func relations() -> Set<String> {
        var relations: Set<String> = []
        for part in parts("relations") {
            let words = part.split(separator: ":", maxSplits: 1).map(Self.trimmed)
            let kind = (words.first ?? "").lowercased()
            if words.count == 2, PairingProfile.relationKinds.contains(kind) {
                relations.insert("\(kind):\(words[1].lowercased())")
            } else {
                fault(
                    "relations", "a kind (\(PairingProfile.relationKinds.joined(separator: ", "))) and a name", part,
                    hint: "write it like: family:silva|employment:bakery; who shares one is never paired",
                    known: words.count == 2 ? PairingProfile.relationKinds : [])
            }
        }
        return relations
    }
}
