import Scheduling

/// How many runs of a job may begin at once, and how quickly more may follow.
public struct RateSetting: SettingsGroup {
    @Setting("So many runs at once, and as many more, evenly spread, in each span after; 0 sets no limit.")
    public var runs: Int = 0

    @Setting("The span of time.")
    public var per: Duration = .seconds(60)

    public init() {}

    public func validate() throws(BrokenRule) {
        try runs.check("runs", in: 0...1_000_000)
        try per.check("per", in: .seconds(1)...(.days(366)))
    }
}
