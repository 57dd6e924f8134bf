public import Scheduling

/// How somebody would like to be in touch: an answer to the choices that they were offered.
///
/// Every one of them is as good as the others, and none changes anything but what it says.
public enum CareWish: Hashable, Sendable {
    /// Nothing changes: how often they are asked stays as they chose before, or as the program does.
    case asBefore
    /// How often they are asked from now on.
    case frequency(AskFrequency)
    /// This, where it is less often than now; nothing otherwise.
    case rarer(AskFrequency)
    case pause(until: Instant)
    /// Somebody of the program finds another way with them.
    case otherWay
    /// A peer calls.
    case call

    /// How long a pause is that they ask for so.
    public static let pauseLength: Duration = .days(14)

    /// The wish behind one of the choices; nil for a choice that is none of these.
    public init?(choice: String, at now: Instant) {
        switch choice {
        case "less_often": self = .frequency(.weekly)
        case "as_before": self = .asBefore
        case "pause": self = .pause(until: now + Self.pauseLength)
        case "other_way": self = .otherWay
        case "call": self = .call
        default:
            guard let frequency = AskFrequency(rawValue: choice) else { return nil }
            self = .frequency(frequency)
        }
    }

    /// Whether it says how often, and nothing else: the one that a welcome may ask for.
    public var isFrequency: Bool { if case .frequency = self { true } else { false } }

    /// The choices that a questionnaire after a quiet while may offer, and no others.
    public static let choices = ["less_often", "other_way", "pause", "call", "as_before"]
}
