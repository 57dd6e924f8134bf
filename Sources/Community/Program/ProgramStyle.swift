/// How a program works: among peers, as a therapeutic milieu, or both.
///
/// It changes defaults and nothing else. In every style a member may decline anything, goals are in the member's words, a missed
/// check-in has no consequence, and the program's own language is checked.
public enum ProgramStyle: String, CaseIterable, Codable, Sendable {
    case peerSupport = "peer_support"
    case milieu
    case blended

    /// What holds where a file or a person says nothing else.
    public var defaults: StyleDefaults {
        switch self {
        case .peerSupport: StyleDefaults(visibility: .mentor, offersInstruments: false, reviewDays: 30)
        case .milieu: StyleDefaults(visibility: .careTeam, offersInstruments: true, reviewDays: 7)
        case .blended: StyleDefaults(visibility: .careTeam, offersInstruments: false, reviewDays: 30)
        }
    }
}

/// The defaults of one style.
public struct StyleDefaults: Hashable, Sendable {
    /// Who may read a goal of which nobody said it.
    ///
    /// An answer of which nobody said it is the member's own in every style.
    public let visibility: Visibility
    /// Whether clinical instruments are on where the program says nothing about them.
    public let offersInstruments: Bool
    /// Days from one look at a goal to the next.
    public let reviewDays: Int

    public init(visibility: Visibility, offersInstruments: Bool, reviewDays: Int) {
        self.visibility = visibility
        self.offersInstruments = offersInstruments
        self.reviewDays = reviewDays
    }
}
