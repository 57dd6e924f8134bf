/// What happens to people for whom no partner is left.
public enum OddOneOut: Hashable, Sendable {
    /// Each joins a pair, both of whom they may be with; no pair takes two.
    case joinsATrio
    /// Whoever was left out longest ago stays out. By person the round in which they were, nil for never.
    case leastRecentlyLeftOut([Int?])
}
