public import PluginKit

/// Every kind of channel, in alphabetical order.
///
/// Adding one is its file and a line here.
public let channelTypes: [any Channel.Type] = [
    DiscordChannel.self,
    EmailChannel.self,
    HealthchecksChannel.self,
    MatrixChannel.self,
    MattermostChannel.self,
    NtfyChannel.self,
    ScreenChannel.self,
    SlackChannel.self,
    TeamsChannel.self,
    TelegramChannel.self,
    WebhookChannel.self,
]

/// The kinds as the files know them.
public let channelKinds: [ChannelKind] = channelTypes.map { $0.fileKind }

extension Channel {
    fileprivate static var fileKind: ChannelKind {
        ChannelKind(
            id: kind, summary: summary, guide: guide, example: example, settings: Settings.self,
            answersFault: answers.fault(in:))
    }

    fileprivate static func make(
        _ node: SettingNode, program: ProgramIdentity
    ) throws -> any Channel {
        let block = try SettingsDecoder.decode(ChannelBlock<Settings>.self, from: node)
        let channel = try Self(settings: block.own, program: program)
        switch block.destination.for {
        case .members: return channel
        case .staff: return StaffChannel(channel, references: program.references)
        }
    }
}

/// The channels of a program by name.
///
/// - Throws: `Diagnostics` or `ChannelError` for a block that cannot be used.
public func makeChannels(
    _ settings: NamedSettings<OpenSettings>, program: ProgramIdentity
) throws -> [String: any Channel] {
    var channels: [String: any Channel] = [:]
    for entry in settings.entries {
        guard let node = entry.value.node, let kind = node["kind"]?.text,
            let type = channelTypes.first(where: { $0.kind == kind })
        else { throw ChannelError("channel '\(entry.name)' has no known kind") }
        channels[entry.name] = try type.make(node, program: program)
    }
    return channels
}
