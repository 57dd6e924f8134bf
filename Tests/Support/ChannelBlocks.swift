import Definitions
public import PluginKit

/// Blocks of channels as they stand in `Config/milieu.yaml`.
public enum ChannelBlocks {
    /// The blocks of `yaml`, by the names that they have there.
    public static func named(_ yaml: String) throws -> NamedSettings<OpenSettings> {
        try NamedSettings<OpenSettings>(settingNode: YAMLReader.read(yaml, file: "milieu.yaml"))
    }
}
