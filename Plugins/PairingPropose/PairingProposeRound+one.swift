import Community
import Matching
import PluginKit

extension PairingProposeRound {
    /// One newcomer today: the mentor whom a counselor chose, or the best one whose place nobody needs who waits longer.
    func answer(
        for row: Int, _ problem: AssignmentProblem, id: (MemberID, MemberID) -> PairingID
    ) throws -> Answer {
        let newcomer = newcomers[row]
        let kept = keptPlaces(before: row, problem)
        var columns: [Int?] = Array(repeating: nil, count: newcomers.count)
        let fits = ranked(row, problem)
        if let chosen = settings.mentor {
            columns[row] = fits.map(\.column).first { mentors[$0].member.id == chosen }
        } else {
            columns[row] = fits.map(\.column).first { !kept.contains($0) }
        }
        return try answer(columns, problem, rows: row..<(row + 1), kept: kept, id: id) { _ in
            if let chosen = settings.mentor { return ("capacity", "cannot be proposed with \(chosen) at the moment") }
            if !fits.isEmpty { return ("capacity", "the places that are free are kept for those who wait longer") }
            return (rule(without: newcomer).name, reason(without: newcomer, nil))
        } help: {
            []
        }
    }

    /// Mentors of whom a place is needed for somebody who comes before: without it fewer of those would be accompanied.
    private func keptPlaces(before row: Int, _ problem: AssignmentProblem) -> Set<Int> {
        let earlier = Array(problem.candidates[..<row])
        guard
            let all = try? AssignmentProblem(capacities: openPlaces, candidates: earlier).solve([]).matchedCount,
            all > 0
        else { return [] }
        return Set(
            ranked(row, problem).map(\.column).filter { column in
                var places = openPlaces
                places[column] -= 1
                let rest = try? AssignmentProblem(capacities: places, candidates: earlier).solve([]).matchedCount
                return rest.map { $0 < all } ?? false
            })
    }
}
