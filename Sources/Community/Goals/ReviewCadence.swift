public import Scheduling

/// How often goals are looked at in one setting, from a day on; data with a source, as licences change.
public struct ReviewCadence: Hashable, Sendable {
    /// Where the program works, such as `outpatient`.
    public let setting: String
    /// The first day on which the program goes by it.
    public let effectiveFrom: CivilDate
    /// Days from the start of a goal to the first look at it; nil for the same as `everyDays`.
    public let initialDays: Int?
    /// Days from one review to the next; nil for the program's style.
    public let everyDays: Int?
    /// Who says so.
    public let source: String

    public init(setting: String, effectiveFrom: CivilDate, initialDays: Int?, everyDays: Int?, source: String) {
        self.setting = setting
        self.effectiveFrom = effectiveFrom
        self.initialDays = initialDays
        self.everyDays = everyDays
        self.source = source
    }
}

/// All cadences that the program knows.
public struct ReviewCadences: Hashable, Sendable {
    public let cadences: [ReviewCadence]

    public init(_ cadences: [ReviewCadence] = []) { self.cadences = cadences }

    /// The settings that there are, in alphabetical order.
    public var settings: [String] { Set(cadences.map(\.setting)).sorted() }

    /// What holds for `setting` on `day`: the cadence that came into effect last; nil before the first.
    public func cadence(for setting: String, on day: CivilDate) -> ReviewCadence? {
        cadences.filter { $0.setting == setting && $0.effectiveFrom <= day }.max { $0.effectiveFrom < $1.effectiveFrom }
    }
}

/// The days between reviews as they hold for one program on one day.
public struct ReviewInterval: Hashable, Sendable {
    /// At least 1.
    public let initialDays: Int
    /// At least 1.
    public let everyDays: Int

    public init(initialDays: Int, everyDays: Int) {
        self.initialDays = max(1, initialDays)
        self.everyDays = max(1, everyDays)
    }

    public init(everyDays: Int) { self.init(initialDays: everyDays, everyDays: everyDays) }
}
