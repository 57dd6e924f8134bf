import Community
public import Scheduling

/// Reads concerns from rows.
enum ConcernRows {
    static let columns = """
        id, raised_by, goes_first, told, happened, need, repair, support, raised_at, held_until, state, taken_by
        """

    static func concern(_ row: any SQLRow) -> Concern {
        let told = row.optionalText(3).map { MemberID($0) }
        let first: Concern.First =
            switch (row.text(2), told) {
            case ("peer", let told?): .peer(told)
            case ("group", _): .group
            default: .team
            }
        return Concern(
            id: ConcernID(row.text(0)), raisedBy: MemberID(row.text(1)), first: first,
            words: ConcernWords(
                happened: row.text(4), need: row.text(5), repair: row.text(6), support: row.text(7)),
            raisedAt: row.instant(8), heldUntil: row.instant(9),
            writtenState: ConcernState(rawValue: row.text(10)) ?? .withdrawn,
            takenBy: row.optionalText(11).map { MemberID($0) })
    }

    /// Whether the two of the concern `c` are not to be brought together any more, at the instant `parameter`.
    static func isApart(at parameter: String) -> String {
        """
        EXISTS (
            SELECT 1 FROM do_not_pair AS d WHERE (d.until_at IS NULL OR d.until_at > \(parameter))
                AND ((d.first = c.raised_by AND d.second = c.told) OR (d.first = c.told AND d.second = c.raised_by)))
        """
    }

    /// What a table calls whom a concern goes to first.
    static func name(of first: Concern.First) -> String {
        switch first {
        case .peer: "peer"
        case .group: "group"
        case .team: "team"
        }
    }
}

/// One thing that happened to a concern.
public struct ConcernStep: Hashable, Sendable {
    /// `raise`, or an event of `ConcernState`.
    public let event: String
    /// Who did it; nil where a hold ended by itself.
    public let by: String?
    public let at: Instant
}
