import Community
import Matching
import Scheduling

/// What would let those be accompanied who were left: one more mentor of a kind, or one more place.
///
/// Each is tried: the round is solved again with it, and the newcomers that it would bring are counted. A mentor who is not
/// there has no past with anybody, so the words say nothing of anybody's.
struct PairingProposeHelp {
    /// Best first, at most three.
    let sentences: [String]
    private let byRow: [Int: String]

    /// More kinds than this are not tried: those are taken first that most people would need.
    private static let mostKinds = 60

    private struct Kind: Hashable {
        let language: String?
        let part: PartOfDay?

        var words: String {
            let parts = [
                language.map { "speaks \(PairingProposeLanguage.name($0))" }, part.map { "is free \($0.words)" },
            ].compactMap(\.self)
            return "one more mentor" + (parts.isEmpty ? "" : " who \(parts.listed)")
        }

        var order: (String, Int, Int) {
            (language ?? "", part?.day.fromMonday ?? -1, part?.part.rawValue ?? -1)
        }
    }

    /// `assignment`: The round's, without any limit.
    init(round: PairingProposeRound, problem: AssignmentProblem, assignment: Assignment) {
        let left = assignment.columns.indices.filter { assignment.columns[$0] == nil }
        guard !left.isEmpty else {
            (sentences, byRow) = ([], [:])
            return
        }
        let kinds = Self.kinds(round, left)
        var found: [(gain: Int, kind: Kind, takes: Set<Int>)] = []
        let gains = Gains(problem: problem, assignment: assignment, left: Set(left))
        for (kind, takes) in kinds {
            let gain = gains.count(of: takes)
            if gain > 0 { found.append((gain, kind, takes)) }
        }
        found.sort { one, other in
            one.gain == other.gain ? one.kind.order < other.kind.order : one.gain > other.gain
        }
        func words(_ gain: Int, _ subject: String) -> String { "\(subject) would match \(gain) of those who wait" }
        func subject(_ found: (gain: Int, kind: Kind, takes: Set<Int>)) -> String {
            let zone = round.programZone
            let isElsewhere =
                found.kind.part != nil && found.takes.contains { round.newcomers[$0].zone.name != zone.name }
            return found.kind.words + (isElsewhere ? ", \(zone.city) time," : "")
        }
        var byRow: [Int: String] = [:]
        for row in left {
            if let best = found.first(where: { $0.takes.contains(row) }) {
                byRow[row] = words(best.gain, subject(best))
            }
        }
        var sentences = found.prefix(2).map { words($0.gain, subject($0)) }
        // A place helps exactly with those mentors to whom people go who are short of places.
        let places = assignment.shortages.flatMap(\.columns).sorted()
        if let place = places.first {
            let others = places.count - 1
            sentences.append(
                "one more place with \(round.mentors[place].calledName)"
                    + (others > 0 ? " (or one of \(others) others)" : "") + " would match 1 of those who wait")
        }
        (self.sentences, self.byRow) = (sentences, byRow)
    }

    func sentence(for row: Int) -> String? { byRow[row] }

    /// How many more newcomers a mentor with the standard number of places would bring.
    private struct Gains {
        let problem: AssignmentProblem
        let assignment: Assignment
        let left: Set<Int>

        /// `takes`: The newcomers whom the mentor could accompany.
        ///
        /// Exact. Somebody is gained when one of those who are short of places goes there; for two, most often two go there
        /// who have nobody. Only where one of them has to make room for another is the round solved again.
        func count(of takes: Set<Int>) -> Int {
            let most = assignment.shortages.reduce(0) { sum, group in
                sum + min(group.rows.count - group.places, group.rows.count(where: takes.contains))
            }
            let places = PairingProfile.standardCapacity
            if most <= 1 || takes.intersection(left).count >= places { return min(most, places) }
            var candidates = problem.candidates
            for row in takes {
                candidates[row].append(AssignmentCandidate(column: problem.capacities.count, score: 0))
            }
            let other = try? AssignmentProblem(capacities: problem.capacities + [places], candidates: candidates)
            return (other?.solve([]).matchedCount ?? 0) - assignment.matchedCount
        }
    }

    /// The kinds of mentors who would suit somebody who was left, with all whom each could accompany.
    private static func kinds(_ round: PairingProposeRound, _ left: [Int]) -> [(Kind, Set<Int>)] {
        var wanted: [Kind: Int] = [:]
        for row in left {
            let newcomer = round.newcomers[row]
            let languages = Set(newcomer.spoken)
            let parts = newcomer.free.spans.isEmpty ? [] : PartOfDay.parts(of: newcomer.free, in: round.programZone)
            for language in languages.isEmpty ? [nil] : languages.sorted().map(Optional.some) {
                for part in parts.isEmpty ? [nil] : parts.map(Optional.some) {
                    wanted[Kind(language: language, part: part), default: 0] += 1
                }
            }
        }
        let kinds = wanted.sorted { one, other in
            one.value == other.value ? one.key.order < other.key.order : one.value > other.value
        }.prefix(mostKinds).map(\.key)
        return kinds.map { kind in
            let free = FreeTime(
                kind.part?.interval.map { [$0] } ?? [], from: round.rules.now, in: round.programZone)
            let takes = round.newcomers.indices.filter { row in
                let newcomer = round.newcomers[row]
                let speaks = newcomer.spoken.isEmpty || kind.language.map(newcomer.spoken.contains) ?? false
                let meets =
                    newcomer.free.spans.isEmpty || kind.part == nil
                    || newcomer.free.sharedMilliseconds(with: free) >= round.settings.sharedTime.milliseconds
                return speaks && meets
            }
            return (kind, Set(takes))
        }
    }
}
