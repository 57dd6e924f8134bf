public import Scheduling

/// "Ask me later": how long somebody would like to be left alone with one ask.
public enum Snooze: String, CaseIterable, Codable, Sendable {
    case hour = "1h"
    case threeHours = "3h"
    case night = "12h"

    public var wait: Duration {
        switch self {
        case .hour: .hours(1)
        case .threeHours: .hours(3)
        case .night: .hours(12)
        }
    }

    /// How often one ask can be put off.
    public static let most = 3

    /// What can still be chosen for `ask` at `now`: nothing that would go past its window.
    public static func offered(for ask: Ask, at now: Instant) -> [Snooze] {
        guard ask.state == .open, ask.snoozes < most else { return [] }
        return allCases.filter { now + $0.wait < ask.expiresAt }
    }
}
