public import Scheduling

/// Who is told of a flag, one after the other, until a person takes it on.
///
/// On-call first, then who stands in, then the supervisor; after the last it begins again. Nothing but a person's word
/// ends it. Whoever cannot take it now is passed over at once, without waiting.
public struct SafetyLadder: Hashable, Sendable {
    public let rungs: [Rung]
    /// Who is on duty now; empty where the program's hours name nobody.
    public let onDuty: [MemberID]
    /// What those on call should be trained in; nil where the program asks for none.
    public let training: Needed?
    /// By what they are reached; nil for whatever channels they have.
    public var reach: ContactReach?

    public init(
        rungs: [Rung], onDuty: [MemberID] = [], training: Needed? = nil, reach: ContactReach? = nil
    ) {
        self.rungs = rungs
        self.onDuty = onDuty
        self.training = training
        self.reach = reach
    }

    /// A training, and the day on which it has to hold.
    public struct Needed: Hashable, Sendable {
        public let name: String
        public let day: CivilDate

        public init(_ name: String, on day: CivilDate) {
            self.name = name
            self.day = day
        }

        /// Whether `person` holds it.
        public func isHeld(by person: Member) -> Bool {
            person.pairing.trainings.contains { $0.name == name && $0.isValid(on: day) }
        }
    }

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
    public var people: Set<MemberID> { Set(rungs.flatMap(\.people)).union(onDuty) }

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
        return SafetyLadder(
            rungs: rungs + [Rung(people: others, wait: last.wait)], onDuty: onDuty, training: training, reach: reach)
    }

    /// The same with those on call at its head: first who of them holds the training, then the others.
    ///
    /// On call is who is on duty, and where nobody is named, the first rung. A rung of its own that is on duty as a whole is
    /// told no second time, so that nobody further up waits for it. What has nobody on it stays as an empty rung, which is
    /// passed over at once: a place on the ladder means the same whoever is on duty, and no training is waited for.
    ///
    /// `people`: Those on it, as far as they are known.
    public func headedByTraining(of people: [MemberID: Member]) -> SafetyLadder {
        guard let first = rungs.first ?? onDuty.first.map({ _ in Rung(people: [], wait: Self.lookAgain) }),
            training != nil || !onDuty.isEmpty
        else { return self }
        let call = onDuty.isEmpty ? first.people : onDuty
        let trained = call.filter { id in training.map { needed in people[id].map(needed.isHeld) ?? false } ?? false }
        let heads = [trained, call.filter { !trained.contains($0) }].map { Rung(people: $0, wait: first.wait) }
        let rest = rungs.enumerated().map { index, rung in
            let isTold = onDuty.isEmpty ? index == 0 : Set(rung.people).isSubset(of: call)
            return Rung(people: isTold ? [] : rung.people, wait: rung.wait)
        }
        return SafetyLadder(rungs: heads + rest, onDuty: onDuty, training: training, reach: reach)
    }
}

extension Member {
    /// Whether they are trained and employed to follow up on a flag.
    ///
    /// A peer worker is not, whatever they offer, unless they are a counselor or staff besides; nor is whoever cooks.
    public var mayFollowUp: Bool { may(.followUp) }

    /// Whether they can take a flag about `member` on at `instant`: their own they cannot, nor what would not reach them.
    ///
    /// `reach`: By what they are told; nil for whatever channels they have.
    public func isAbleToFollowUp(on member: MemberID, at instant: Instant, by reach: ContactReach? = nil) -> Bool {
        mayFollowUp && id != member && !hasStopped && !isPaused(at: instant)
            && !contacts(by: reach, at: instant).isEmpty
    }

    /// Their contact points at which a message would reach them at `now`, in their order.
    ///
    /// `reach`: By what; nil for whatever channels they have.
    public func contacts(by reach: ContactReach?, at now: Instant) -> [ContactPoint] {
        (reach ?? ContactReach(channels: Set(contacts.map(\.channel)))).contacts(of: self, at: now)
    }
}
