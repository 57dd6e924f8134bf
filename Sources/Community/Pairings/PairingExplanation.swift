/// Why a pair was proposed, for the counselor who decides on it.
///
/// It holds nothing of what people keep to themselves: no topic to avoid, no tie outside the program and no do-not-pair,
/// also not by what it leaves out of a sentence.
public struct PairingExplanation: Hashable, Codable, Sendable {
    /// How much each criterion gave, in the order of their weight.
    public var criteria: [Criterion]
    /// How well the two fit over all, 0 to 100.
    public var fit: Int
    /// What nobody has said and what therefore has to be asked.
    public var uncertain: [String]
    /// Experiences that both agreed to share.
    public var common: [String]
    /// Others who could accompany the newcomer, the best first.
    public var alternatives: [Alternative]
    /// Whether there is no other mentor with whom both this newcomer and that mentor would be better served.
    public var isStable: Bool

    public init(
        criteria: [Criterion], fit: Int, uncertain: [String], common: [String], alternatives: [Alternative],
        isStable: Bool
    ) {
        self.criteria = criteria
        self.fit = fit
        self.uncertain = uncertain
        self.common = common
        self.alternatives = alternatives
        self.isStable = isStable
    }

    /// One criterion and what it gave.
    public struct Criterion: Hashable, Codable, Sendable {
        /// As the job file names it, such as `shared_interests`.
        public let name: String
        /// 0 to 100; 50 when somebody has not said.
        public let points: Int
        /// Its part of the total, in percent, rounded down.
        public let share: Int
        public let isBlank: Bool

        public init(name: String, points: Int, share: Int, isBlank: Bool) {
            self.name = name
            self.points = points
            self.share = share
            self.isBlank = isBlank
        }

        /// `interests 60 of 100, counts for 20%`.
        public var line: String {
            "\(name.replacing("_", with: " ")) \(points) of 100, counts for \(share)%"
                + (isBlank ? ", the middle as it was left open" : "")
        }
    }

    /// Somebody else who could accompany the newcomer.
    public struct Alternative: Hashable, Codable, Sendable {
        public let mentor: MemberID
        public let fit: Int
        public let reasons: [String]
        public let standing: Standing

        public init(mentor: MemberID, fit: Int, reasons: [String], standing: Standing) {
            self.mentor = mentor
            self.fit = fit
            self.reasons = reasons
            self.standing = standing
        }

        public enum Standing: String, Codable, Sendable {
            /// A place is left when this round is approved.
            case free
            /// All places go to others of this round.
            case proposedToOthers = "proposed_to_others"
            /// The place is needed for somebody who waits longer.
            case keptForOthers = "kept_for_others"

            public var words: String {
                switch self {
                case .free: "a place is free"
                case .proposedToOthers: "the places go to others of this round"
                case .keptForOthers: "kept for somebody who waits longer"
                }
            }
        }
    }

    /// How much better the pair fits than the best alternative; nil without one.
    ///
    /// Below zero when the alternative serves somebody else better.
    public var gap: Int? { alternatives.first.map { fit - $0.fit } }

    /// The explanation in lines for people; `name` is how somebody is called.
    public func lines(name: (MemberID) -> String) -> [String] {
        var lines = ["fit: \(fit) of 100"]
        if !common.isEmpty { lines.append("both agreed to share: \(common.joined(separator: ", "))") }
        lines += uncertain.map { "to ask: \($0)" }
        lines += criteria.map { "counted: \($0.line)" }
        if let best = alternatives.first {
            let gap = fit - best.fit
            let words = gap > 0 ? "\(gap) less" : gap < 0 ? "\(-gap) more" : "as good a fit"
            lines.append("otherwise: \(name(best.mentor)), \(words); \(best.standing.words)")
        } else {
            lines.append("otherwise: nobody else at the moment")
        }
        lines.append(
            isStable
                ? "no other mentor would also rather be with this newcomer"
                : "the newcomer and another mentor would both be better served together")
        return lines
    }
}
