public import Messages

/// What messages are made of, as the program's files say it now.
public struct DispatchMaterial: Sendable {
    /// By the name that people's contacts use.
    let channels: [String: any Channel]
    let templates: [MessageID: MessageTemplate]
    /// The program's languages, the first one for whoever speaks none of them.
    let languages: [String]

    public init(channels: [String: any Channel], templates: [MessageID: MessageTemplate], languages: [String]) {
        self.channels = channels
        self.templates = templates
        self.languages = languages
    }
}
