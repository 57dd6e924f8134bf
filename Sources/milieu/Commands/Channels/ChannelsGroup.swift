import ArgumentParser
import Definitions
import Delivery
import Foundation
import PluginKit

struct ChannelsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels", abstract: "Shows, adds, previews and tries out the ways to reach people.",
        subcommands: [ChannelsList.self, ChannelsAdd.self, ChannelsPreview.self, ChannelsTest.self])
}

extension ProgramOptions {
    /// What the program's file says about channels.
    func channels() throws -> ChannelsResult {
        try Workplace.loader(
            root: dir, overrides: overrides, environment: ProcessInfo.processInfo.environment
        ).channels()
    }

    /// Ends the command with what is wrong with the program's files.
    func invalid(_ diagnostics: [Diagnostic], in result: ChannelsResult) -> ExitCode {
        let errors = diagnostics.filter { $0.severity == .error }
        output.complain(DiagnosticsRenderer(sources: result.sources).text(errors))
        return ExitStatus.invalidFiles.code
    }

    /// The channel of that name, ready to be used.
    func channel(_ name: String, in result: ChannelsResult) throws -> any Channel {
        guard let configuration = result.configuration else { throw invalid(result.diagnostics, in: result) }
        guard let found = result.channels.first(where: { $0.name == name }) else {
            let phrase = Suggestion.phrase(for: name, among: result.channels.map(\.name))
            throw fail("no channel '\(name)' in Config/milieu.yaml\(phrase); see milieu channels list")
        }
        if found.fault != nil { throw invalid(found.diagnostics, in: result) }
        do {
            return try ChannelFactory.make(found.name, found.node, label: configuration.label)
        } catch {
            throw fail("the channel '\(name)' cannot be used: \(error)", .invalidFiles)
        }
    }
}

/// Makes one channel of its block.
enum ChannelFactory {
    static func make(_ name: String, _ node: SettingNode, label: String) throws -> any Channel {
        let entry = SettingNode.Entry(key: name, keyPlace: node.place, value: node)
        let named = try NamedSettings<OpenSettings>(
            settingNode: SettingNode(.mapping([entry]), place: node.place, path: "channels"))
        guard let channel = try makeChannels(named, program: ProgramIdentity(label: label))[name] else {
            throw ChannelError("there is no channel '\(name)'")
        }
        return channel
    }
}
