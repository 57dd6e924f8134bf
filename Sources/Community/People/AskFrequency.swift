public import Scheduling

/// How often somebody would like to be asked, at the most.
public enum AskFrequency: String, CaseIterable, Codable, Sendable {
    case daily
    case everySecondDay = "every_2_days"
    case weekly
    case everySecondWeek = "every_2_weeks"
    /// Nothing is asked of them until they say otherwise.
    case onRequest = "on_request"

    /// The whole days from one question to the next; nil where none comes of itself.
    public var days: Int? {
        switch self {
        case .daily: 1
        case .everySecondDay: 2
        case .weekly: 7
        case .everySecondWeek: 14
        case .onRequest: nil
        }
    }

    /// As it stands in a sentence: *wishes to be asked once a week at the most*.
    public var words: String {
        switch self {
        case .daily: "once a day at the most"
        case .everySecondDay: "every second day at the most"
        case .weekly: "once a week at the most"
        case .everySecondWeek: "every second week at the most"
        case .onRequest: "only when they say so"
        }
    }

    /// Whether a question is due at `now` for somebody who was last asked at `last`.
    ///
    /// Half a day less than the whole days will do: the question comes at the same time of day, also when the last one was
    /// late.
    public func isDue(at now: Instant, lastAskedAt last: Instant?) -> Bool {
        guard let days else { return false }
        guard days > 1, let last else { return true }
        return now >= last + .seconds(Int64(days) * 86_400 - 43_200)
    }
}
