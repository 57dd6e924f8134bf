/// What becomes of times that passed while nothing ran.
///
/// Windows count from the nominal time back from now. A time no later than `grace` was not missed and always runs.
public enum CatchUp: Hashable, Sendable {
    /// They are let go.
    case none
    /// The latest one runs if it is no older than the window; the others are let go.
    case latest(within: Duration)
    /// The earliest one that is no older than the window runs; the others are let go.
    case earliest(within: Duration)
    /// Each one that is no older than the window runs, the latest `max` of them when there are more.
    ///
    /// For times that concern different people, such as a person's own dates, where a later day must not stand in for an
    /// earlier one.
    case all(max: Int, within: Duration)

    /// A fire this late is still on time: a minute's delay of a timer is nobody's outage.
    public static let grace: Duration = .seconds(60)

    /// How far back it makes up for missed times; zero for not at all.
    public var window: Duration {
        switch self {
        case .none: .zero
        case .latest(let window), .earliest(let window), .all(_, let window): max(.zero, window)
        }
    }
}
