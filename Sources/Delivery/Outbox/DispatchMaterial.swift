public import Messages

/// What messages are made of, as the program's files say it now.
public struct DispatchMaterial: Sendable {
    /// By the name that people's contacts use.
    let channels: [String: any Channel]
    let templates: [MessageID: MessageTemplate]
    /// The program's languages, the first one for whoever speaks none of them.
    let languages: [String]
    /// The channel that stands for each: of those with one endpoint the first by the alphabet.
    let units: [String: String]

    public init(channels: [String: any Channel], templates: [MessageID: MessageTemplate], languages: [String]) {
        self.channels = channels
        self.templates = templates
        self.languages = languages
        units = Self.units(channels.mapValues(\.endpoint))
    }

    /// Which channel stands for each, by the endpoints of all.
    public static func units(_ endpoints: [String: String]) -> [String: String] {
        let first = Dictionary(endpoints.map { ($0.value, $0.key) }) { min($0, $1) }
        return endpoints.mapValues { first[$0] ?? "" }
    }

    /// How the endpoint of a channel stands.
    func standing(of channel: String, in standings: [String: ChannelStanding]) -> ChannelStanding? {
        standings[units[channel] ?? channel]
    }
}
