public import Community
import Scheduling

/// What people can choose for themselves, besides what the roster says.
public enum Preference: String, CaseIterable, Sendable {
    /// Whether they see their own course after an answer: `off` hides it.
    case trend
    /// How often they are asked: `weekly` for once a week at the most.
    case cadence
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

    /// Keeps what somebody chose; nil goes back to what the program does.
    public func setPreference(_ name: Preference, of member: MemberID, to value: String?) async throws {
        try await database.write { try $0.setPreference(name, of: member, to: value) }
    }
}

extension SQLConnection {
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
        case .lessOften: try setPreference(.cadence, of: member, to: "weekly")
        case .asBefore: try setPreference(.cadence, of: member, to: nil)
        case .otherWay: try setPreference(.contact, of: member, to: "other_way")
        case .call: try setPreference(.contact, of: member, to: "call")
        case .pause(let until):
            try execute(
                "UPDATE person SET paused_until = $1, updated_at = $2 WHERE id = $3",
                [.instant(until), .instant(now), .text(member.rawValue)])
        }
    }
}
