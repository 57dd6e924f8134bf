import Community

/// The states of pairs as SQL lists.
enum PairingTexts {
    /// Those in which a pair takes a place of the mentor's.
    static let places = list(PairingState.allCases.filter(\.takesAPlace))
    /// From both people's yes on.
    static let standing = list(PairingState.standing)
    /// Before both have said yes.
    static let beforeYes = list(PairingState.beforeYes)

    private static func list(_ states: [PairingState]) -> String {
        states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}

/// Reads pairs from rows.
enum PairingRows {
    static let columns = """
        id, newcomer, mentor, state, reasons, proposed_at, decided_by, decided_at, changed_at, introduced_at, end_reason,
            explanation
        """

    static func pairing(_ row: any SQLRow) -> Pairing {
        Pairing(
            id: PairingID(row.text(0)), newcomer: MemberID(row.text(1)), mentor: MemberID(row.text(2)),
            state: PairingState(rawValue: row.text(3)) ?? .withdrawn,
            reasons: row.text(4).split(separator: "\n").map(String.init),
            explanation: PairingExplanation(json: row.text(11)), proposedAt: row.instant(5), changedAt: row.instant(8),
            decidedBy: row.optionalText(6), decidedAt: row.optionalInstant(7),
            introducedAt: row.optionalInstant(9), endReason: row.optionalText(10))
    }
}
