import Definitions
import Engine
import PluginKit

/// Reads the demo's people by the same reader that `members import` uses.
enum DemoRoster {
    static func read(_ file: String, engine: ProgramEngine) throws -> Roster {
        let channels = engine.catalog.configuration.channels.entries.map(\.name)
        return try RosterReader(
            zones: engine.zones, channels: channels, staffChannels: engine.catalog.configuration.staffChannels
        ).read(path: file)
    }
}
