/// One registered plugin, without its Swift type.
public struct PluginEntry: Sendable {
    public let manifest: PluginManifest
    /// Its settings, in the order of their declaration.
    public let settings: [SettingSpec]
    /// For messages to programmers.
    public let typeName: String
    private let makePlugin: @Sendable (SettingNode) throws -> any Plugin
    private let findFaults: @Sendable (SettingNode) -> [Diagnostic]

    public init<P: Plugin>(_ type: P.Type) {
        manifest = P.manifest
        settings = P.Settings.specs
        typeName = String(reflecting: type)
        makePlugin = { node in try P(settings: SettingsDecoder.decode(P.Settings.self, from: node)) }
        findFaults = { node in SettingsDecoder.faults(P.Settings.self, in: node) }
    }

    /// The plugin with the settings of a step's `with`.
    ///
    /// - Throws: `Diagnostics` for wrong settings, or what the plugin's own `init` throws.
    public func make(with node: SettingNode) throws -> any Plugin { try makePlugin(node) }

    /// The faults of a step's `with`, where `${{ … }}` may stand for any value.
    public func faults(in node: SettingNode) -> [Diagnostic] { findFaults(node) }
}
