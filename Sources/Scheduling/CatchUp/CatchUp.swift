/// What becomes of times that passed while nothing ran.
public enum CatchUp: Hashable, Sendable {
    /// They are let go.
    case none
    /// The latest one runs if it is no older than the window; the others are let go.
    case latest(within: Duration)

    /// A fire this late is still on time: a minute's delay of a timer is nobody's outage.
    public static let grace: Duration = .seconds(60)
}
