/// Why a row went nowhere.
public enum UnmatchedReason: Hashable, Sendable {
    /// No column is permitted for it.
    case noCandidate
    /// Every column that is permitted serves others.
    case columnsFull([Int])
}
