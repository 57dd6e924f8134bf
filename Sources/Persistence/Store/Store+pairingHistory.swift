public import Community
public import Scheduling

extension Store {
    /// Pairs that stood and came to an end, with the last instant of it.
    public func endedPairs() async throws -> [MemberPair: Instant] {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT newcomer, mentor, MAX(changed_at) FROM pairing WHERE state = 'ended' GROUP BY newcomer, mentor
                """, []
            ) { (MemberPair(MemberID($0.text(0)), MemberID($0.text(1))), $0.instant(2)) }
            return Dictionary(found) { max($0, $1) }
        }
    }
}
