public import Scheduling

/// Who is told of a flag, one after the other, until a person takes it on.
///
/// On-call first, then who stands in, then the supervisor; after the last it begins again. Nothing but a person's word
/// ends it. Whoever cannot take it now is passed over at once, without waiting.
public struct SafetyLadder: Hashable, Sendable {
    public let rungs: [Rung]

    public init(rungs: [Rung]) { self.rungs = rungs }

    /// Some people who are told together, and how long they have.
    public struct Rung: Hashable, Sendable {
        public let people: [MemberID]
        public let wait: Duration

        public init(people: [MemberID], wait: Duration) {
            self.people = people
            self.wait = wait
        }
    }

    /// The most that anybody is waited for.
    public static let longestWait: Duration = .seconds(3_600)
    /// How long it waits where nobody could be told, before it looks once more.
    public static let lookAgain: Duration = .seconds(900)

    /// Everybody on it, each once.
    public var people: Set<MemberID> { Set(rungs.flatMap(\.people)) }

    /// Who is told next.
    ///
    /// `climbed`: How many rungs were gone up already.
    /// `isAble`: Whether somebody can take a flag on now.
    ///
    /// - Returns: The people, how long they have, and how many rungs are gone up then; nil when nobody on it is able.
    public func next(
        after climbed: Int, where isAble: (MemberID) -> Bool
    ) -> (people: [MemberID], wait: Duration, climbed: Int)? {
        for step in 0..<rungs.count {
            let rung = rungs[(climbed + step) % rungs.count]
            let people = rung.people.filter(isAble)
            if !people.isEmpty { return (people, min(rung.wait, Self.longestWait), climbed + step + 1) }
        }
        return nil
    }
}

extension SafetyLadder {
    /// The same with supervisors after its last rung, where there are any who are not there already.
    public func endingWith(_ supervisors: [MemberID]) -> SafetyLadder {
        let others = supervisors.filter { !(rungs.last?.people.contains($0) ?? false) }
        guard let last = rungs.last, !others.isEmpty else { return self }
        return SafetyLadder(rungs: rungs + [Rung(people: others, wait: last.wait)])
    }
}

extension Member {
    /// Whether they are trained and employed to follow up on a flag.
    ///
    /// A peer worker is not, whatever they offer, unless they are a counselor or staff besides; nor is whoever cooks.
    public var mayFollowUp: Bool { may(.followUp) }

    /// Whether they can take a flag about `member` on at `instant`: their own they cannot.
    public func isAbleToFollowUp(on member: MemberID, at instant: Instant) -> Bool {
        mayFollowUp && id != member && !hasStopped && !isPaused(at: instant)
            && contacts.contains { !$0.address.isEmpty }
    }
}
