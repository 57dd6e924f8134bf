public import Community
public import Scheduling

extension Store {
    /// Keeps that two people of the program were in contact; once for each instant.
    public func noteContact(_ pair: MemberPair, at instant: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "INSERT INTO peer_contact (first, second, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                [.text(pair.first.rawValue), .text(pair.second.rawValue), .instant(instant)])
        }
    }

    /// Whether anybody of the program keeps who is in contact, so that having none says something.
    public func keepsContacts(since instant: Instant) async throws -> Bool {
        try await database.read { connection in
            try connection.row("SELECT 1 FROM peer_contact WHERE at >= $1 LIMIT 1", [.instant(instant)]) { _ in true }
                ?? false
        }
    }

    /// With whom everybody was in contact since an instant: what was kept of it, and pairs that met or told how it goes.
    public func contacts(since instant: Instant) async throws -> [MemberID: Set<MemberID>] {
        try await database.read { connection in
            let pairs = try connection.rows(
                """
                SELECT first, second FROM peer_contact WHERE at >= $1
                UNION SELECT p.newcomer, p.mentor FROM pairing AS p JOIN pairing_step AS s ON s.pairing_id = p.id
                    WHERE s.done_at >= $1 AND s.event IN ('introduce', 'meet', 'settle', 'resume')
                UNION SELECT p.newcomer, p.mentor FROM pairing AS p JOIN ask AS a ON a.subject = p.id
                    WHERE a.kind = 'pair-follow-up' AND a.state IN ('answered', 'late') AND a.answered_at >= $1
                """, [.instant(instant)]
            ) { (MemberID($0.text(0)), MemberID($0.text(1))) }
            var found: [MemberID: Set<MemberID>] = [:]
            for (one, other) in pairs {
                found[one, default: []].insert(other)
                found[other, default: []].insert(one)
            }
            return found
        }
    }
}
