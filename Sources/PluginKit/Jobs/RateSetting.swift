import Scheduling

/// How many runs of a job may begin at once, and how quickly more may follow.
public struct RateSetting: SettingsGroup {
    @Setting("So many runs at once, and as many more, evenly spread, in each span after; 0 sets no limit.")
    public var runs: Int = 0

    @Setting("The span of time.")
    public var per: Duration = .seconds(60)

    public init() {}

    public func validate() throws(BrokenRule) {
        guard (0...1_000_000).contains(runs) else {
            throw BrokenRule("runs", "expected 0 to 1000000, found '\(runs)'")
        }
        guard per >= .seconds(1), per <= .seconds(366 * 86_400) else {
            throw BrokenRule("per", "expected 1s to 366d, found '\(per.yamlText)'")
        }
    }
}
