public import Scheduling

/// How somebody who has been quiet would like to be in touch: an answer to the choices that they were offered.
///
/// Every one of them is as good as the others, and none changes anything but what it says.
public enum CareWish: Hashable, Sendable {
    /// A question once a week at the most.
    case lessOften
    case asBefore
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
        case "less_often": self = .lessOften
        case "as_before": self = .asBefore
        case "pause": self = .pause(until: now + Self.pauseLength)
        case "other_way": self = .otherWay
        case "call": self = .call
        default: return nil
        }
    }

    /// The choices that a questionnaire for this may offer, and no others.
    public static let choices = ["less_often", "other_way", "pause", "call", "as_before"]
}
