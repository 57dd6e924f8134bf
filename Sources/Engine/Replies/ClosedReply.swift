/// Why nothing was kept of a reply that could be read.
public enum ClosedReply: Hashable, Sendable, CustomStringConvertible {
    /// Another device answers it again and again at this moment.
    case elsewhere
    /// It is held here no longer.
    case unknown
    /// What an invitation asked for is decided.
    case settled
    /// The two whom it is about are no pair any more.
    case notPaired
    /// What was to be read was settled or taken back.
    case concernOver
    /// A goal is not where the page showed it.
    case goalMoved
    /// The ask is over.
    case over
    /// It can be put off no more, or not for so long.
    case tooLong
    /// Of what did not sit well with somebody, nothing was written.
    case empty
    /// It cannot go to somebody whom they do not know here.
    case notAcquainted
    /// What they wrote to the same person before stands.
    case stands

    public var description: String {
        switch self {
        case .elsewhere: "it is being answered elsewhere at this moment"
        case .unknown: "it is not known here any more"
        case .settled: "what it asked is settled"
        case .notPaired: "the two of you are not paired any more"
        case .concernOver: "it was settled or taken back"
        case .goalMoved: "a goal of it has moved on"
        case .over: "it takes no answer any more"
        case .tooLong: "it cannot wait that long"
        case .empty: "nothing was written; any of the four parts is enough"
        case .notAcquainted: "the two do not know each other here; it can go to the team"
        case .stands: "one that they raised with the same person stands; it can be settled or taken back first"
        }
    }

    /// Whether the same page, shown as things stand now, can still be answered.
    public var isOpen: Bool { self == .elsewhere || self == .goalMoved || self == .tooLong }
}
