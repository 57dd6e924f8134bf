/// Something of which staff are told each morning that it waits for them.
public enum NightMatter: String, CaseIterable, Codable, Sendable {
    /// Somebody has been quiet, wishes for a call, or is in contact with hardly anybody.
    case reachOut = "reach_out"
    /// An invitation to look at goals is open.
    case reviews
    /// Somebody is in their first fourteen days.
    case welcome
    /// A newcomer wishes for a pair and has none.
    case unpaired
    /// A pair waits for a counselor's decision.
    case decisions
    /// A flag that nobody has taken on.
    case safety
    /// A reply that somebody has to read.
    case replies
    /// Something did not sit well with somebody, its hold is over, and nobody has taken it on.
    case concerns
    /// A message that was given up, or is held for a person.
    case deliveries
    /// Nobody reads what comes in, or somebody on the ladder cannot be told.
    case coverage
    /// A job that came to a bad end on the last two nights on which it ran.
    case failing

    /// Whether it is about one person of the program each time, so that it belongs to whoever looks after their cohort.
    public var isAboutPeople: Bool {
        switch self {
        case .reachOut, .reviews, .welcome, .unpaired: true
        case .decisions, .safety, .replies, .concerns, .deliveries, .coverage, .failing: false
        }
    }

    /// Whether each of it comes from somebody of the program, so that a small number tells of single people.
    public var countsPeople: Bool {
        switch self {
        case .reachOut, .reviews, .welcome, .unpaired, .safety, .replies, .concerns: true
        case .decisions, .deliveries, .coverage, .failing: false
        }
    }

    /// What lets somebody see more of it than how many there are.
    ///
    /// That somebody is on a list of those who are quiet tells of their answers, as that a flag is open does.
    public var permission: Permission {
        switch self {
        case .reachOut, .reviews, .unpaired: .lookAfter
        case .safety, .replies, .concerns: .followUp
        case .welcome: .seeNames
        case .decisions, .deliveries, .coverage, .failing: .workHere
        }
    }

    /// Whether `reader` is told of it.
    public func isFor(_ reader: Member) -> Bool { reader.seesNames && reader.may(permission) }

    /// What a person reads as its title.
    public var words: String {
        switch self {
        case .reachOut: "to reach out to"
        case .reviews: "goal reviews that are open"
        case .welcome: "in their first days"
        case .unpaired: "waiting for a pair"
        case .decisions: "pairs to decide on"
        case .safety: "waiting for somebody to look in"
        case .replies: "replies to read"
        case .concerns: "to talk over with somebody"
        case .deliveries: "messages held or given up"
        case .coverage: "gaps in who reads"
        case .failing: "jobs that failed two nights running"
        }
    }
}
