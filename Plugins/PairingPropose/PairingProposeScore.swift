import Community
import PluginKit
import Scheduling

/// How well two people may fit, in whole numbers.
///
/// The score of a pair is the sum of weight times points, so that sums are exact and no order of adding matters; divided by
/// the sum of the weights it is the fit, 0 to 100.
struct PairingProposeScore {
    // Read for every pair; each look into the settings would copy all of them.
    private let leastMinutes: Int64
    private let decay: Int64
    private let longestWait: Int
    private let ended: [MemberPair: Instant]
    private let now: Instant
    private let today: Int
    /// The criteria that count, with their weights.
    private let counted: [(criterion: PairingProposeCriterion, weight: Int64)]
    let total: Int64
    /// Newcomers whose pair ended: they come first.
    private let again: Set<MemberID>

    init(rules: PairingProposeRules) {
        leastMinutes = rules.settings.sharedTime.milliseconds / 60_000
        decay = rules.settings.previousPairDecay.components.seconds
        longestWait = max(1, Int(rules.settings.longestWait.components.seconds / 86_400))
        ended = rules.history.ended
        now = rules.now
        today = rules.today
        let weights = rules.settings.weights.reduced
        counted = zip(PairingProposeCriterion.allCases, weights).filter { $1 > 0 }.map { ($0, $1) }
        total = weights.reduce(0, +)
        again = rules.history.matchAgain
    }

    func points(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson, openPlaces: Int) -> Int64 {
        var sum: Int64 = 0
        for (criterion, weight) in counted {
            sum +=
                weight * (points(criterion, newcomer, mentor, openPlaces: openPlaces) ?? PairingProposeCriterion.middle)
        }
        return sum
    }

    func fit(_ score: Int64) -> Int { Int(score / total) }

    /// Every criterion that counts, the heaviest first.
    func criteria(
        _ newcomer: PairingProposePerson, _ mentor: PairingProposePerson, openPlaces: Int
    ) -> [PairingExplanation.Criterion] {
        counted.enumerated().sorted { (-$0.element.weight, $0.offset) < (-$1.element.weight, $1.offset) }
            .map { _, entry in
                let points = points(entry.criterion, newcomer, mentor, openPlaces: openPlaces)
                return PairingExplanation.Criterion(
                    name: entry.criterion.rawValue, points: Int(points ?? PairingProposeCriterion.middle),
                    share: Int(entry.weight * 100 / total), isBlank: points == nil)
            }
    }

    /// 0 to 100; nil when somebody has left open what it asks.
    func points(
        _ criterion: PairingProposeCriterion, _ newcomer: PairingProposePerson, _ mentor: PairingProposePerson,
        openPlaces: Int
    ) -> Int64? {
        switch criterion {
        case .sharedExperience: Self.common(newcomer.tags, mentor.tags)
        case .interests: Self.common(newcomer.interests, mentor.interests)
        case .sharedTime: sharedTime(newcomer, mentor)
        case .language: language(newcomer, mentor)
        case .pathway: pathway(newcomer.member, mentor.member)
        case .difference: difference(newcomer, mentor)
        case .previousPair: previousPair(newcomer.member.id, mentor.member.id)
        case .wishes: wishes(newcomer.member, mentor.member)
        case .waiting: waiting(newcomer.member)
        case .mentorLoad: load(mentor.member, openPlaces)
        }
    }

    /// The more in common the better, each word less than the one before.
    private static func common(_ one: PairingProposeWordSet, _ other: PairingProposeWordSet) -> Int64? {
        if one.isEmpty || other.isEmpty { return nil }
        switch one.commonCount(other) {
        case 0: return 20
        case 1: return 65
        case 2: return 85
        default: return 100
        }
    }

    /// 40 for just what the rule asks, 100 for four hours a week, or twice what the rule asks when that is more.
    private func sharedTime(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> Int64? {
        if newcomer.free.spans.isEmpty || mentor.free.spans.isEmpty { return nil }
        let minutes = newcomer.free.sharedMilliseconds(with: mentor.free) / 60_000
        let most = max(240, 2 * leastMinutes)
        return max(0, min(100, 40 + 60 * (minutes - leastMinutes) / (most - leastMinutes)))
    }

    private func language(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> Int64? {
        guard let first = newcomer.spoken.first, !mentor.spoken.isEmpty else { return nil }
        guard let place = mentor.spoken.firstIndex(of: first) else { return 30 }
        return place == 0 ? 100 : 80
    }

    private func pathway(_ newcomer: Member, _ mentor: Member) -> Int64? {
        guard let one = newcomer.pairing.pathway, let other = mentor.pairing.pathway else { return nil }
        return one == other ? 100 : 20
    }

    /// The part of what the mentor brings that the newcomer does not know yet.
    private func difference(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> Int64? {
        if newcomer.interests.isEmpty || mentor.interests.isEmpty { return nil }
        let brought = mentor.interests.count + mentor.languages.count
        let known =
            mentor.interests.commonCount(newcomer.interests) + mentor.languages.commonCount(newcomer.languages)
        return Int64(100 * (brought - known) / brought)
    }

    /// Nothing right after the end, and the middle again, as for those who never were a pair, when that is long ago.
    private func previousPair(_ newcomer: MemberID, _ mentor: MemberID) -> Int64? {
        guard !ended.isEmpty, let end = ended[MemberPair(newcomer, mentor)] else {
            return PairingProposeCriterion.middle
        }
        let passed = max(0, (now - end).components.seconds)
        return PairingProposeCriterion.middle * min(passed, decay) / decay
    }

    /// The newcomer's wish weighs most: they choose who supports them.
    private func wishes(_ newcomer: Member, _ mentor: Member) -> Int64? {
        switch (newcomer.pairing.wishes.contains(mentor.id), mentor.pairing.wishes.contains(newcomer.id)) {
        case (true, true): 100
        case (true, false): 90
        case (false, true): 70
        // Wishes for others say little about this pair, and having none says nothing.
        case (false, false): newcomer.pairing.wishes.isEmpty ? nil : 40
        }
    }

    private func waiting(_ newcomer: Member) -> Int64? {
        if again.contains(newcomer.id) { return 100 }
        guard let joined = newcomer.joinedOn else { return nil }
        return Int64(max(0, min(100, (today - joined.daysSince1970) * 100 / longestWait)))
    }

    private func load(_ mentor: Member, _ openPlaces: Int) -> Int64? {
        mentor.capacity > 0 ? Int64(100 * max(0, openPlaces) / mentor.capacity) : nil
    }

    /// The order in which newcomers come: those whose pair ended, then those who have waited longest, then by id.
    func order(_ newcomers: [Member]) -> [Member] {
        func key(_ member: Member) -> (Int, Int, MemberID) {
            (again.contains(member.id) ? 0 : 1, member.joinedOn?.daysSince1970 ?? .max, member.id)
        }
        return newcomers.sorted { key($0) < key($1) }
    }
}
