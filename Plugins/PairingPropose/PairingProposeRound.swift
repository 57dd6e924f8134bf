import Community
import Matching
import PluginKit
import Scheduling

/// One round: all who wait and all who could accompany them, and the best assignment of all together.
///
/// A function of its input: no clock, no chance. The order in which people come does not matter.
struct PairingProposeRound {
    let settings: PairingProposePlugin.Settings
    let rules: PairingProposeRules
    let score: PairingProposeScore
    let reasons: PairingProposeReasons
    /// Those who wait and may be asked, those first who come first.
    let newcomers: [PairingProposePerson]
    /// By id.
    let mentors: [PairingProposePerson]
    let candidates: [PairingCandidate]
    /// By mentor the rule that they break with everybody, and their free places.
    let mentorFaults: [PairingProposeRules.Rule?]
    let openPlaces: [Int]
    let programZone: ZoneRules

    init(
        settings: PairingProposePlugin.Settings, newcomers: [Member], candidates: [PairingCandidate],
        history: PairingHistory, zones: [String: ZoneRules], programZone: ZoneRules, now: Instant
    ) {
        self.settings = settings
        self.programZone = programZone
        let resting = Set(candidates.filter(\.isResting).map(\.member.id))
        let rules = PairingProposeRules(
            settings: settings, history: history, resting: resting, now: now, zone: programZone)
        let score = PairingProposeScore(rules: rules)
        var vocabulary = PairingProposeVocabulary()
        func person(_ member: Member) -> PairingProposePerson {
            PairingProposePerson(
                member, zone: member.timeZone.flatMap { zones[$0] } ?? programZone, now: now, vocabulary: &vocabulary)
        }
        let waiting = newcomers.filter { rules.isOpen($0) && !history.underWay.contains($0.id) }
        self.newcomers = score.order(waiting).map(person)
        self.candidates = candidates.sorted { $0.member.id < $1.member.id }
        mentors = self.candidates.map { person($0.member) }
        mentorFaults = mentors.map(rules.fault(of:))
        openPlaces = self.candidates.map(\.openPlaces)
        self.rules = rules
        self.score = score
        reasons = PairingProposeReasons(vocabulary: vocabulary, rules: rules)
    }

    /// For each newcomer the mentors with whom they may be a pair; those without a place too, for what one more would
    /// bring.
    func fits() -> [[AssignmentCandidate]] {
        newcomers.map { newcomer in
            mentors.indices.compactMap { index in
                guard mentorFaults[index] == nil, rules.fault(of: newcomer, with: mentors[index]) == nil else {
                    return nil
                }
                return AssignmentCandidate(
                    column: index, score: score.points(newcomer, mentors[index], openPlaces: openPlaces[index]))
            }
        }
    }

    /// The mentors of one newcomer who have a place, the best first.
    func ranked(_ row: Int, _ problem: AssignmentProblem) -> [AssignmentCandidate] {
        problem.candidates[row].filter { openPlaces[$0.column] > 0 }
            .sorted { ($1.score, $0.column) < ($0.score, $1.column) }
    }

    /// What the round came to.
    struct Answer {
        let proposals: [PairingProposal]
        let round: PairingRound
    }

    /// Proposes for all who wait, or for the one newcomer whom the settings name.
    ///
    /// `id`: How a pair is called.
    func answer(id: (MemberID, MemberID) -> PairingID) throws -> Answer {
        let problem = try AssignmentProblem(capacities: openPlaces, candidates: fits())
        if let only = settings.only {
            guard let row = newcomers.firstIndex(where: { $0.member.id == only }) else {
                return Answer(proposals: [], round: PairingRound())
            }
            return try answer(for: row, problem, id: id)
        }
        let solved = problem.solve(.all)
        // Who comes after the limit keeps their place in line, and the mentor who suits them best keeps theirs.
        var left = settings.limit
        var isBeyond = Array(repeating: false, count: newcomers.count)
        let columns = solved.columns.enumerated().map { row, column -> Int? in
            guard let column else { return nil }
            left -= 1
            isBeyond[row] = left < 0
            return left < 0 ? nil : column
        }
        let help = PairingProposeHelp(round: self, problem: problem, assignment: solved)
        return try answer(columns, problem, id: id) { row in
            isBeyond[row]
                ? ("limit", "comes in the next round; one round proposes at most \(settings.limit) pairs")
                : (rule(without: newcomers[row]).name, reason(without: newcomers[row], help.sentence(for: row)))
        } help: {
            help.sentences
        }
    }

    /// The answer that `columns` are, for the newcomers in `rows`.
    func answer(
        _ columns: [Int?], _ problem: AssignmentProblem, rows: Range<Int>? = nil, kept: Set<Int> = [],
        id: (MemberID, MemberID) -> PairingID, without: (Int) -> (rule: String, reason: String), help: () -> [String]
    ) throws -> Answer {
        let rows = rows ?? newcomers.indices
        let blocking = try blockingPairs(of: columns, problem)
        var loads = Array(repeating: 0, count: mentors.count)
        for case let column? in columns { loads[column] += 1 }
        let ranking = PairingProposeRanking(round: self, problem: problem, loads: loads, kept: kept)
        let unstable = Set(blocking.map(\.row))
        var round = PairingRound()
        var proposals: [PairingProposal] = []
        for row in rows {
            let newcomer = newcomers[row]
            guard let column = columns[row] else {
                let (rule, reason) = without(row)
                round.waiting.append(PairingRound.Waiting(newcomer: newcomer.member.id, rule: rule, reason: reason))
                continue
            }
            let pair = ranking.proposal(
                row, column, id: id(newcomer.member.id, mentors[column].member.id),
                isStable: !unstable.contains(row))
            proposals.append(pair)
            round.pairs.append(
                PairingRound.Pair(
                    id: pair.id, newcomer: pair.newcomer, mentor: pair.mentor, fit: pair.explanation?.fit ?? 0))
        }
        round.loads = candidates.indices.filter { mentorFaults[$0] == nil }.map { index in
            PairingRound.Load(
                mentor: candidates[index].member.id, places: candidates[index].member.capacity,
                before: candidates[index].takenPlaces, after: candidates[index].takenPlaces + loads[index])
        }
        round.blocking = blocking.filter { rows.contains($0.row) }.map {
            PairingRound.BlockingPair(newcomer: newcomers[$0.row].member.id, mentor: mentors[$0.column].member.id)
        }
        round.help = help()
        return Answer(proposals: proposals, round: round)
    }

    /// Pairs who would both be better served together; only among those who are proposed, or wait with nobody.
    private func blockingPairs(of columns: [Int?], _ problem: AssignmentProblem) throws -> [AssignmentPair] {
        guard !newcomers.isEmpty, !mentors.isEmpty, columns.contains(where: { $0 != nil }) else { return [] }
        var lists: [[RankedChoice]] = Array(repeating: [], count: mentors.count)
        var own: [[RankedChoice]] = []
        own.reserveCapacity(newcomers.count)
        for (row, fits) in problem.candidates.enumerated() {
            // A score fits in an Int, and the best has the smallest rank.
            own.append(fits.map { RankedChoice(partner: $0.column, rank: -Int($0.score)) })
            for fit in fits { lists[fit.column].append(RankedChoice(partner: row, rank: -Int(fit.score))) }
        }
        return try StableProblem(capacities: openPlaces, newcomers: own, mentors: lists).blockingPairs(of: columns)
    }
}
