/// What a goal is: something to get to, or something to practise.
public enum GoalKind: String, CaseIterable, Codable, Sendable {
    /// It may be achieved, let go, or changed.
    case aim
    /// A skill to try; it is neither achieved nor not achieved, only practised or let go.
    case practice
}

/// What a goal is about, as far as the program does something with it.
public enum GoalCategory: String, CaseIterable, Codable, Sendable {
    case connection
    case health
    case home
    case learning
    case work
    /// To become a peer worker; its page says how to begin.
    case peerWork = "peer-work"

    /// Whether its page tells of the way to become a peer worker.
    public var opensPathway: Bool { self == .peerWork }
}
