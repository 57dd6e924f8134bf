/// What one round of proposing came to, for the counselors' report.
///
/// Equal inputs give equal rounds, and equal bytes when it is encoded with sorted keys.
public struct PairingRound: Hashable, Codable, Sendable {
    /// In the order of those who waited longest.
    public var pairs: [Pair]
    public var waiting: [Waiting]
    /// By mentor.
    public var loads: [Load]
    /// Pairs who would both be better served together than as the round has them.
    public var blocking: [BlockingPair]
    /// What would let more people be accompanied, best first.
    public var help: [String]

    public init(
        pairs: [Pair] = [], waiting: [Waiting] = [], loads: [Load] = [], blocking: [BlockingPair] = [],
        help: [String] = []
    ) {
        self.pairs = pairs
        self.waiting = waiting
        self.loads = loads
        self.blocking = blocking
        self.help = help
    }

    public struct Pair: Hashable, Codable, Sendable {
        public let id: PairingID
        public let newcomer: MemberID
        public let mentor: MemberID
        /// 0 to 100.
        public let fit: Int

        public init(id: PairingID, newcomer: MemberID, mentor: MemberID, fit: Int) {
            self.id = id
            self.newcomer = newcomer
            self.mentor = mentor
            self.fit = fit
        }
    }

    public struct Waiting: Hashable, Codable, Sendable {
        public let newcomer: MemberID
        /// Which rule left nobody, such as `language`.
        public let rule: String
        public let reason: String

        public init(newcomer: MemberID, rule: String, reason: String) {
            self.newcomer = newcomer
            self.rule = rule
            self.reason = reason
        }
    }

    public struct Load: Hashable, Codable, Sendable {
        public let mentor: MemberID
        public let places: Int
        /// Places taken before the round, and with it.
        public let before: Int
        public let after: Int

        public init(mentor: MemberID, places: Int, before: Int, after: Int) {
            self.mentor = mentor
            self.places = places
            self.before = before
            self.after = after
        }
    }

    public struct BlockingPair: Hashable, Codable, Sendable {
        public let newcomer: MemberID
        public let mentor: MemberID

        public init(newcomer: MemberID, mentor: MemberID) {
            self.newcomer = newcomer
            self.mentor = mentor
        }
    }

    /// How many mentors accompany so many people with the round: the load, and the number of mentors, ascending.
    public var loadSpread: [(load: Int, mentors: Int)] {
        Dictionary(grouping: loads, by: \.after).map { ($0.key, $0.value.count) }.sorted { $0.0 < $1.0 }
    }
}
