import Community
import Scheduling

/// Why nobody was found for somebody, in words that tell nothing that is nobody else's to know.
///
/// The rules are asked in their order, each of the mentors whom those before left; the first that leaves nobody bound. The
/// last one, `place`, is not looked into: whether a mentor who fits has no place, gives it to somebody else, or is not to
/// meet this newcomer, the words are the same.
extension PairingProposeRound {
    /// How many mentors are left after each rule, in the order of the rules, without the last one.
    private func left(for newcomer: PairingProposePerson) -> [(rule: PairingProposeRules.Rule, left: Int)] {
        var counts = Array(repeating: 0, count: PairingProposeRules.Rule.allCases.count)
        for (index, mentor) in mentors.enumerated() where mentor.member.id != newcomer.member.id {
            let fault = mentorFaults[index] ?? rules.fault(of: newcomer, with: mentor) ?? .place
            counts[fault.rawValue] += 1
        }
        var left = counts.reduce(0, +)
        return PairingProposeRules.Rule.allCases.dropLast().map { rule in
            left -= counts[rule.rawValue]
            return (rule, left)
        }
    }

    func rule(without newcomer: PairingProposePerson) -> PairingProposeRules.Rule {
        left(for: newcomer).first { $0.left == 0 }?.rule ?? .place
    }

    /// `help`: What would let somebody be found; nil when nothing was.
    func reason(without newcomer: PairingProposePerson, _ help: String?) -> String {
        let steps = left(for: newcomer)
        let bound = steps.firstIndex { $0.left == 0 }
        let before = bound.map { $0 == 0 ? 0 : steps[$0 - 1].left } ?? 0
        // Fewer than all who are available: those whom the rules before left.
        let some = before == 1 ? "the one mentor who is left" : "of the \(before) mentors who are left, none"
        let words: String
        switch bound.map({ steps[$0].rule }) {
        case .available: words = "no mentor is available at the moment"
        case .training: words = "no mentor who is available has the trainings that are asked for"
        case .tenure: words = "no mentor who is available has been here long enough"
        case .language:
            let names = newcomer.member.languages.map(PairingProposeLanguage.name)
            words = "no mentor who is available speaks \(names.joined(separator: " or "))"
        case .mode:
            let modes = newcomer.member.pairing.modes.sorted().map(\.words)
            words = "\(some) \(before == 1 ? "does not meet" : "meets") \(modes.joined(separator: " or "))"
        case .access: words = "\(some) \(before == 1 ? "cannot" : "can") offer what a meeting needs"
        case .ahead: words = "\(some) \(before == 1 ? "has not" : "has") been here enough longer"
        case .time:
            let least = settings.sharedTime.milliseconds / 60_000
            words = "\(some) \(before == 1 ? "does not share" : "shares") \(least) minutes a week with them"
        case .place, nil: words = "no mentor who fits has a place for them at the moment"
        }
        return help.map { "\(words); \($0)" } ?? words
    }
}
