/// A day of the week; Sunday counts as 0, as in cron.
public enum Weekday: Int, CaseIterable, Codable, Sendable {
    case sunday, monday, tuesday, wednesday, thursday, friday, saturday

    /// `mon`.
    public var shortName: String { String(name.prefix(3)).lowercased() }

    /// `Monday`.
    public var name: String {
        switch self {
        case .sunday: "Sunday"
        case .monday: "Monday"
        case .tuesday: "Tuesday"
        case .wednesday: "Wednesday"
        case .thursday: "Thursday"
        case .friday: "Friday"
        case .saturday: "Saturday"
        }
    }

    /// Reads `mon` or `Monday`, in any case; nil for anything else.
    public init?(name: String) {
        let word = name.lowercased()
        guard let day = Self.allCases.first(where: { $0.shortName == word || $0.name.lowercased() == word }) else {
            return nil
        }
        self = day
    }
}
