/// People of one group who rank each other and are to be paired so that no two would rather leave for each other.
///
/// A pair is acceptable when both list each other. Unlike with two sides, there may be no stable answer at all; then
/// `BuddyProblem` still pairs people well.
public struct RoommatesProblem: Hashable, Sendable {
    /// For each person the acceptable others, from best to worst.
    let lists: [[Int]]

    /// - Throws: `RoommatesProblemError` for an empty group or a list that names nobody, oneself, or somebody twice.
    public init(preferences: [[Int]]) throws(RoommatesProblemError) {
        guard !preferences.isEmpty else { throw .noPeople }
        var listed: [Set<Int>] = []
        for (person, list) in preferences.enumerated() {
            var seen: Set<Int> = []
            for other in list {
                guard preferences.indices.contains(other) else { throw .unknownPerson(person: person, names: other) }
                guard other != person else { throw .namesOneself(person: person) }
                guard seen.insert(other).inserted else { throw .personTwice(person: person, names: other) }
            }
            listed.append(seen)
        }
        lists = preferences.enumerated().map { person, list in list.filter { listed[$0].contains(person) } }
    }

    /// A stable matching, or that there is none.
    ///
    /// Irving, "An efficient algorithm for the stable roommates problem", J. Algorithms 6, 1985, with lists that need not
    /// name everybody (Gusfield and Irving 1989). First everybody proposes and worse pairs are struck out; then, while
    /// somebody has two left, the all-or-nothing cycle of second choices is struck out. O(people³) at worst, as rows of
    /// what is left are scanned; the same people are left alone in every stable matching.
    public func solve() -> RoommatesAnswer {
        var search = RoommatesSearch(lists: lists)
        return search.run()
    }
}
