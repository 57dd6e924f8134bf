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
        try messages.check("messages", in: 1...1_000_000)
        try per.check("per", in: .seconds(1)...(.days(1)))
    }

    /// The limit that takes the place of the platform's own.
    var pace: Pace { Pace(.channel, messages, per: per) }
}
