/// How much a finding weighs: an error stops a text from being shipped, a warning and a hint are for its writer.
public enum LanguageLevel: String, Sendable, Hashable, CaseIterable, Comparable {
    case hint
    case warning
    case error

    public static func < (one: LanguageLevel, other: LanguageLevel) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .hint: 0
        case .warning: 1
        case .error: 2
        }
    }
}
