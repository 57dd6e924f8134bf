public import Community

/// What waits for staff, and what the program did, in numbers: no name and no sign for a person is in it, so that no
/// message that is made from it can hold one.
public struct NightCounts: Hashable, Sendable {
    /// How many of each matter, by the cohorts of whom it is about; all that is about nobody of a cohort stands under none.
    public var waiting: [Set<String>: [NightMatter: Int]]
    /// Runs that ended, by how they did.
    public var runs: [String: Int]
    /// Messages to people that arrived, under `delivered` and by themselves, so that no other number can be worked out.
    public var messages: SmallCells

    public init(
        waiting: [Set<String>: [NightMatter: Int]] = [:], runs: [String: Int] = [:],
        messages: SmallCells = SmallCells([:])
    ) {
        self.waiting = waiting
        self.runs = runs
        self.messages = messages
    }

    /// How many of each matter somebody is told of who looks after `cohorts`; nil for whoever looks after all.
    ///
    /// What is about no single person is for everybody, and so is who is in no cohort, whom nobody would see otherwise.
    public func waiting(in cohorts: Set<String>?) -> [NightMatter: Int] {
        var sum: [NightMatter: Int] = [:]
        for (theirs, counts) in waiting {
            let isForThem = cohorts.map { theirs.isEmpty || !theirs.isDisjoint(with: $0) } ?? true
            for (matter, count) in counts where isForThem || !matter.isAboutPeople {
                sum[matter, default: 0] += count
            }
        }
        return sum.filter { $0.value > 0 }
    }
}
