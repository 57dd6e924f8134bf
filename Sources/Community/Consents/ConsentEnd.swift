public import Scheduling

/// When a consent ends of itself (42 CFR 2.31(a)(7): a date, an event or a condition).
public enum ConsentEnd: Hashable, Sendable {
    /// It holds until it is taken back.
    case never
    /// When the person leaves the program.
    case leaving
    /// After this day, on the person's own clock.
    case after(CivilDate)

    /// `2027-11-20`, `leaving` or `none`.
    public var text: String {
        switch self {
        case .never: "none"
        case .leaving: "leaving"
        case .after(let day): day.iso8601
        }
    }

    /// Reads what `text` writes; nil for anything else.
    public init?(text: String) {
        switch text {
        case "none": self = .never
        case "leaving": self = .leaving
        default:
            guard let day = CivilDate(iso8601: text) else { return nil }
            self = .after(day)
        }
    }
}
