/// Newcomers and mentors who rank each other; a mentor takes several newcomers.
///
/// A pair is acceptable when both list each other; a list may be empty. Equal ranks are put in the order of the indices, so
/// callers that sort people by id get answers that do not depend on the order in which people came. What is stable for the
/// broken ties is weakly stable for the ties: no pair exists of whom both would gain.
public struct StableProblem: Hashable, Sendable {
    public let capacities: [Int]
    /// The acceptable pairs from the newcomers' side, each list from best to worst.
    let choices: [[Choice]]
    /// For each mentor the acceptable newcomers, from best to worst.
    let applicants: [[Applicant]]

    struct Choice: Hashable, Sendable {
        let mentor: Int32
        let rank: Int
        /// The newcomer's place in the mentor's list, ties broken.
        let position: Int32
        /// The newcomer's rank in the mentor's list.
        let mentorRank: Int
    }

    struct Applicant: Hashable, Sendable {
        let newcomer: Int32
        /// The newcomer's place in the mentor's list, ties broken.
        let position: Int32
        /// The mentor's place among the newcomer's choices.
        let place: Int32
    }

    /// - Throws: `StableProblemError` for an empty side, a negative capacity, or lists that name somebody twice or nobody.
    public init(
        capacities: [Int], newcomers: [[RankedChoice]], mentors: [[RankedChoice]]
    ) throws(StableProblemError) {
        guard !newcomers.isEmpty else { throw .noNewcomers }
        guard !capacities.isEmpty else { throw .noMentors }
        guard mentors.count == capacities.count else {
            throw .wrongMentorCount(expected: capacities.count, found: mentors.count)
        }
        if let mentor = capacities.firstIndex(where: { $0 < 0 }) { throw .negativeCapacity(mentor: mentor) }
        var listedBy: [[(mentor: Int, position: Int32, rank: Int)]] = Array(repeating: [], count: newcomers.count)
        var seen = Array(repeating: -1, count: newcomers.count)
        for (mentor, list) in mentors.enumerated() {
            for (position, choice) in Self.ordered(list).enumerated() {
                guard newcomers.indices.contains(choice.partner) else {
                    throw .unknownNewcomer(mentor: mentor, newcomer: choice.partner)
                }
                guard seen[choice.partner] != mentor else {
                    throw .newcomerTwice(mentor: mentor, newcomer: choice.partner)
                }
                seen[choice.partner] = mentor
                listedBy[choice.partner].append((mentor, Int32(position), choice.rank))
            }
        }
        // Where the current newcomer stands in each mentor's list; marked with the newcomer, so never cleared.
        var standing = Array(repeating: (newcomer: -1, position: Int32(0), rank: 0), count: capacities.count)
        var listed = Array(repeating: -1, count: capacities.count)
        var choices: [[Choice]] = []
        choices.reserveCapacity(newcomers.count)
        var applicants: [[Applicant]] = Array(repeating: [], count: capacities.count)
        for (newcomer, list) in newcomers.enumerated() {
            for entry in listedBy[newcomer] { standing[entry.mentor] = (newcomer, entry.position, entry.rank) }
            var own: [Choice] = []
            own.reserveCapacity(list.count)
            for choice in Self.ordered(list) {
                guard capacities.indices.contains(choice.partner) else {
                    throw .unknownMentor(newcomer: newcomer, mentor: choice.partner)
                }
                guard listed[choice.partner] != newcomer else {
                    throw .mentorTwice(newcomer: newcomer, mentor: choice.partner)
                }
                listed[choice.partner] = newcomer
                let mentor = standing[choice.partner]
                guard mentor.newcomer == newcomer else { continue }
                applicants[choice.partner].append(
                    Applicant(newcomer: Int32(newcomer), position: mentor.position, place: Int32(own.count)))
                own.append(
                    Choice(
                        mentor: Int32(choice.partner), rank: choice.rank, position: mentor.position,
                        mentorRank: mentor.rank))
            }
            choices.append(own)
        }
        self.capacities = capacities
        self.choices = choices
        self.applicants = applicants.map { $0.sorted { $0.position < $1.position } }
    }

    /// Lists without ties, from best to worst.
    public init(capacities: [Int], newcomers: [[Int]], mentors: [[Int]]) throws(StableProblemError) {
        func ranked(_ list: [Int]) -> [RankedChoice] {
            list.enumerated().map { RankedChoice(partner: $0.element, rank: $0.offset) }
        }
        try self.init(capacities: capacities, newcomers: newcomers.map(ranked), mentors: mentors.map(ranked))
    }

    /// Most lists come in order, and seeing that is much cheaper than sorting.
    private static func ordered(_ list: [RankedChoice]) -> [RankedChoice] {
        for index in list.indices.dropFirst() where isBetter(list[index], list[index - 1]) {
            return list.sorted(by: isBetter)
        }
        return list
    }

    private static func isBetter(_ left: RankedChoice, _ right: RankedChoice) -> Bool {
        left.rank == right.rank ? left.partner < right.partner : left.rank < right.rank
    }
}
