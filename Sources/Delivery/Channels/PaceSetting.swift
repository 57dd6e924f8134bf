import Messages
public import PluginKit
import Scheduling

/// How many messages a platform takes, where it is not what the channel takes for granted.
public struct PaceSetting: SettingsGroup {
    @Setting("So many messages at once, and as many more, evenly spread, in each span after.")
    public var messages: Int

    @Setting("The span of time.")
    public var per: Duration = .seconds(1)

    public init() {}

    public func validate() throws(BrokenRule) {
        guard (1...1_000_000).contains(messages) else {
            throw BrokenRule("messages", "expected 1 to 1000000, found '\(messages)'")
        }
        guard per >= .seconds(1), per <= .seconds(86_400) else {
            throw BrokenRule("per", "expected 1s to 1d, found '\(per.yamlText)'")
        }
    }

    /// The limit that takes the place of the platform's own.
    var pace: Pace { Pace(.channel, messages, per: per) }
}
