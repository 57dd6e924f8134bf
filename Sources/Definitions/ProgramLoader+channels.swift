public import PluginKit

extension ProgramLoader {
    /// The channels of `Config/milieu.yaml`, each with what is wrong with it, whatever else is wrong with the program.
    public func channels() -> ChannelsResult {
        let shown = "Config/milieu.yaml"
        var faults: [Diagnostic] = []
        var text = ""
        do {
            text = try SourceFile.text(at: "\(root)/\(shown)", shown: shown, limit: SourceFile.longestYAML)
        } catch {
            return ChannelsResult(configuration: nil, channels: [], diagnostics: error.all, sources: [shown: ""])
        }
        let (written, traps) = YAMLReader.readOn(text, file: shown)
        faults += traps
        guard let written, traps.isEmpty else {
            return ChannelsResult(configuration: nil, channels: [], diagnostics: faults, sources: [shown: text])
        }
        let node = overlay.applied(to: written, faults: &faults)
        var configuration: ProgramConfiguration?
        do {
            configuration = try ProgramConfiguration(settingNode: node)
        } catch {
            faults += error.all
        }
        // An address's faults were found before its block was: they belong to the channel all the same.
        var channels: [ChannelsResult.Channel] = []
        for entry in node["channels"]?.entries ?? [] {
            let path = "channels.\(entry.key)"
            let own = faults.filter { $0.message.hasPrefix("\(path).") || $0.message.hasPrefix("\(path):") }
            faults.removeAll(where: own.contains)
            channels.append(
                ChannelsResult.Channel(name: entry.key, node: entry.value, diagnostics: own + blocks.faults(of: entry)))
        }
        return ChannelsResult(
            configuration: configuration, channels: channels, diagnostics: faults,
            sources: [shown: blocks.masked(text, written)])
    }
}

/// What `Config/milieu.yaml` says about channels.
public struct ChannelsResult: Sendable {
    /// nil when the file cannot be read as a program.
    public let configuration: ProgramConfiguration?
    /// In the order of the file.
    public let channels: [Channel]
    /// What is wrong apart from the channels.
    public let diagnostics: [Diagnostic]
    /// The file's text without secrets, by the name that places use.
    public let sources: [String: String]

    /// One channel's block with its settings.
    public struct Channel: Sendable {
        public let name: String
        public let node: SettingNode
        public let diagnostics: [Diagnostic]

        /// What keeps it from being used; nil when nothing does.
        public var fault: Diagnostic? { diagnostics.first { $0.severity == .error } }
    }
}
