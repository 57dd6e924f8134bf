public import Community
import Scheduling

/// What people can choose for themselves, besides what the roster says.
public enum Preference: String, CaseIterable, Sendable {
    /// Whether they see their own course after an answer: `off` hides it.
    case trend
    /// How often they are asked: an `AskFrequency`.
    case frequency
    /// The channel of theirs that goes before the others.
    case channel
    /// The time of day at which questions reach them, such as `08:30`.
    case time
    /// The language of messages and pages.
    case language
    /// Whose name messages to them carry: `mentor`.
    case sender
    /// Whether their name may stand under messages to those whom they accompany: `yes`.
    case signs
    /// How they would like somebody to be in touch: `other_way` or `call`, with the time of it.
    case contact
}

extension Store {
    /// What people chose under a name, of those who chose something.
    public func preferences(_ name: Preference, of members: [MemberID]) async throws -> [MemberID: String] {
        guard !members.isEmpty else { return [:] }
        return try await database.read { connection in
            var found: [MemberID: String] = [:]
            for chunk in StatementChunks.of(members) {
                let rows = try connection.rows(
                    """
                    SELECT person_id, value FROM preference
                    WHERE person_id IN (\(connection.placeholders(chunk.count))) AND name = '\(name.rawValue)'
                    """, chunk.map { .text($0.rawValue) }
                ) { (MemberID($0.text(0)), $0.text(1)) }
                for (id, value) in rows { found[id] = value }
            }
            return found
        }
    }

    /// Keeps several choices of one person, all or none; nil goes back to what the program does.
    public func setPreferences(_ choices: [Preference: String?], of member: MemberID) async throws {
        try await database.write { connection in
            for (name, value) in choices.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                try connection.setPreference(name, of: member, to: value)
            }
        }
    }

    /// Keeps what somebody chose; nil goes back to what the program does.
    public func setPreference(_ name: Preference, of member: MemberID, to value: String?) async throws {
        try await database.write { try $0.setPreference(name, of: member, to: value) }
    }
}

extension SQLConnection {
    /// What people chose about messages, of those who chose something; by a condition on `person_id`.
    private func choices(where condition: String, _ arguments: [SQLValue]) throws -> [MemberID: MemberChoices] {
        var found: [MemberID: MemberChoices] = [:]
        let rows = try rows(
            """
            SELECT person_id, name, value FROM preference
            WHERE \(condition) AND name IN ('frequency', 'channel', 'time', 'language', 'sender', 'signs')
            """, arguments
        ) { (MemberID($0.text(0)), Preference(rawValue: $0.text(1)), $0.text(2)) }
        for (id, name, value) in rows { found[id, default: MemberChoices()].set(name, value) }
        return found
    }

    /// People in the order of their ids, with what they chose.
    func applyingChoices(to people: [Member]) throws -> [Member] {
        guard let first = people.first, let last = people.last else { return people }
        let choices = try choices(
            where: "person_id >= $1 AND person_id <= $2", [.text(first.id.rawValue), .text(last.id.rawValue)])
        if choices.isEmpty { return people }
        return people.map { member in choices[member.id].map(member.applying) ?? member }
    }

    /// The same of people anywhere.
    func applyingChoices(to people: [MemberID: Member]) throws -> [MemberID: Member] {
        var people = people
        for chunk in StatementChunks.of(people.keys.sorted()) {
            let choices = try choices(
                where: "person_id IN (\(placeholders(chunk.count)))", chunk.map { .text($0.rawValue) })
            for (id, chosen) in choices { people[id] = people[id]?.applying(chosen) }
        }
        return people
    }

    func setPreference(_ name: Preference, of member: MemberID, to value: String?) throws {
        guard let value else {
            try execute(
                "DELETE FROM preference WHERE person_id = $1 AND name = $2",
                [.text(member.rawValue), .text(name.rawValue)])
            return
        }
        try execute(
            """
            INSERT INTO preference (person_id, name, value) VALUES ($1, $2, $3)
            ON CONFLICT (person_id, name) DO UPDATE SET value = excluded.value
            """, [.text(member.rawValue), .text(name.rawValue), .text(value)])
    }

    /// Does what somebody wished for who had been quiet.
    func keep(_ wish: CareWish, of member: MemberID, at now: Instant) throws {
        switch wish {
        case .asBefore: break
        case .frequency(let frequency): try setPreference(.frequency, of: member, to: frequency.rawValue)
        case .rarer(let frequency):
            let now = try row(
                "SELECT value FROM preference WHERE person_id = $1 AND name = 'frequency' \(waitingLockClause)",
                [.text(member.rawValue)]
            ) { AskFrequency(rawValue: $0.text(0)) }
            guard frequency.isRarer(than: now ?? nil) else { return }
            try setPreference(.frequency, of: member, to: frequency.rawValue)
        case .otherWay: try setPreference(.contact, of: member, to: "other_way")
        case .call: try keepCallWish(of: member, at: now)
        case .pause(let until): try pause(member, until: until, at: now)
        }
    }
}

extension MemberChoices {
    fileprivate mutating func set(_ name: Preference?, _ value: String) {
        switch name {
        case .frequency: frequency = AskFrequency(rawValue: value)
        case .channel: channel = value
        case .time: time = LocalTime(value)
        case .language: language = value
        case .sender: isSignedByMentor = value == "mentor"
        case .signs: signs = value == "yes"
        case .trend, .contact, nil: break
        }
    }
}
