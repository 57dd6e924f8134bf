import Community
import Messages
import Scheduling

extension SQLConnection {
    /// The commits without people who were erased while their plans were made: nothing is kept about them any more.
    ///
    /// Only where somebody was erased within a day, which is longer than any plan takes; all others cost one look.
    func withoutErased(_ commits: [StepCommit]) throws -> [StepCommit] {
        guard let now = commits.first?.progress.now, commits.contains(where: \.namesPeople),
            try row("SELECT 1 FROM erasure WHERE erased_at > $1 LIMIT 1", [.instant(now - .days(1))], { _ in true })
                != nil
        else { return commits }
        return try commits.map { commit in
            let people = commit.people
            let known = Set(try self.people(Array(people)).keys)
            if known.count == people.count { return commit }
            var commit = commit
            if !commit.progress.cursor.isEmpty, !known.contains(MemberID(commit.progress.cursor)) {
                commit.progress.cursor = try personBefore(commit.progress.cursor)
            }
            commit.asks.removeAll { !known.contains($0.member) }
            commit.messages.removeAll { !known.contains($0.member) }
            commit.leftOut.removeAll { !known.contains($0.member) }
            commit.events.removeAll { !known.contains($0.member) }
            commit.rests.removeAll { !known.contains($0) }
            return commit
        }
    }
}

extension StepCommit {
    fileprivate var namesPeople: Bool {
        !progress.cursor.isEmpty || !asks.isEmpty || !messages.isEmpty || !leftOut.isEmpty || !events.isEmpty
            || !rests.isEmpty
    }

    /// Everybody whom its rows would name.
    fileprivate var people: Set<MemberID> {
        var people = Set(asks.map(\.member) + messages.map(\.member) + leftOut.map(\.member) + rests)
        people.formUnion(events.map(\.member))
        if !progress.cursor.isEmpty { people.insert(MemberID(progress.cursor)) }
        return people
    }
}
