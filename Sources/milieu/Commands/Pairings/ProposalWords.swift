import Community
import Persistence
import PluginKit

/// Proposals in words for the counselor.
struct ProposalWords {
    let people: [MemberID: Member]

    func name(_ id: MemberID) -> String {
        let name = people[id]?.preferredName ?? ""
        return name.isEmpty ? id.rawValue : "\(name) (\(id))"
    }

    /// One pair with its explanation.
    func text(_ pair: PairingProposal) -> String {
        let lines = pair.explanation?.lines(name: name) ?? []
        return
            (["\(name(pair.newcomer)) with \(name(pair.mentor)): \(Self.reasons(pair.reasons))"]
            + lines.filter { !$0.hasPrefix("counted:") }.map { "  " + $0 }).joined(separator: "\n")
    }

    /// The mentors of one newcomer, the best first.
    func ranking(_ pair: PairingProposal) -> String {
        let explanation = pair.explanation
        var table = TextTable(["", "mentor", "id", "fit", "why", "place"])
        table.rows.append([
            "1", people[pair.mentor]?.preferredName ?? "", pair.mentor.rawValue, "\(explanation?.fit ?? 0)",
            Self.reasons(pair.reasons), "a place is free",
        ])
        for (index, other) in (explanation?.alternatives ?? []).enumerated() {
            table.rows.append([
                "\(index + 2)", people[other.mentor]?.preferredName ?? "", other.mentor.rawValue, "\(other.fit)",
                Self.reasons(other.reasons), other.standing.words,
            ])
        }
        let asks = (explanation?.uncertain ?? []).map { "\nto ask about the first: \($0)" }.joined()
        return "Mentors for \(name(pair.newcomer)):\n" + table.text + asks
    }

    private static func reasons(_ reasons: [String]) -> String {
        reasons.isEmpty ? "nothing speaks against it" : reasons.joined(separator: "; ")
    }

    func document(_ proposals: [PairingProposal], _ left: [LeftOut]) -> JSONValue {
        .object([
            (
                "pairs",
                .array(
                    proposals.map { pair in
                        .object([
                            ("newcomer", .string(pair.newcomer.rawValue)), ("mentor", .string(pair.mentor.rawValue)),
                            ("reasons", .array(pair.reasons.map { .string($0) })),
                            ("explanation", pair.explanation?.document ?? .null),
                        ])
                    })
            ),
            (
                "waiting",
                .array(
                    left.map { .object([("newcomer", .string($0.member.rawValue)), ("reason", .string($0.reason))]) })
            ),
        ])
    }
}

extension PairingExplanation {
    var document: JSONValue {
        .object([
            ("fit", .number(fit)), ("gap", gap.map { .number($0) } ?? .null), ("is_stable", .bool(isStable)),
            (
                "criteria",
                .array(
                    criteria.map {
                        .object([
                            ("name", .string($0.name)), ("points", .number($0.points)), ("share", .number($0.share)),
                            ("is_blank", .bool($0.isBlank)),
                        ])
                    })
            ),
            ("common", .array(common.map { .string($0) })), ("uncertain", .array(uncertain.map { .string($0) })),
            (
                "alternatives",
                .array(
                    alternatives.map {
                        .object([
                            ("mentor", .string($0.mentor.rawValue)), ("fit", .number($0.fit)),
                            ("reasons", .array($0.reasons.map { .string($0) })),
                            ("standing", .string($0.standing.rawValue)),
                        ])
                    })
            ),
        ])
    }
}
