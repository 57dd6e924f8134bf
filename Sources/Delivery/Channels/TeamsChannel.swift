public import Messages
public import PluginKit
public import Scheduling

/// Posts to Microsoft Teams through a Workflows (Power Automate) flow, as an Adaptive Card 1.4.
public struct TeamsChannel: Channel {
    public static let kind = "teams"
    public static let summary = "Posts each message to Microsoft Teams through a Workflows flow."
    public static let guide = """
        Make the flow in Teams from the template *Post to a channel when a webhook request is received*, and copy its URL,
        whatever its host. A message is an Adaptive Card with link buttons, of at most 20,000 bytes as JSON, in up to 3
        parts. Lines of plain words are `TextBlock`s; a line with anything that a `TextBlock` would read as Markdown is a
        `RichTextBlock`, whose runs are never parsed. 202 means that the flow took the message, not that it was posted; an
        error text behind a 200 is read. Teams cannot tell a repeated message, so one of which nobody knows whether it
        arrived is held for a person unless `on_ambiguous` says otherwise.
        """
    public static let example = """
        team-teams:
          kind: teams
          for: staff
          agreement: BAA of 2026-02-01
          webhook: https://example.environment.api.powerplatform.com/powerautomate/automations/direct/workflows/0000/triggers/manual/paths/invoke?api-version=1&sig=example
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Included public var hook: ChatWebhook

        @Setting("How many messages Teams takes, where it is not what is known of it.")
        public var pace: PaceSetting? = nil

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case teams }

        public func validate() throws(BrokenRule) {
            try hook.validate()
        }
    }

    static let parts = 3
    /// Teams takes 28 KB; failures have been measured from 21.
    static let longestBody = 20_000
    private static let longestTitle = 200
    private static let longestButton = 100

    private let settings: Settings

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    /// The limit that the settings name, for everybody together.
    var limits: [Pace]? { settings.pace.map { [$0.pace] } }
    public var resendsWhenAmbiguous: Bool { settings.hook.resendsWhenAmbiguous }
    public var endpoint: String { settings.hook.endpoint }

    /// `{"type": "message", "attachments": [one card]}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let layout = ChatLayout(message, buttons: 5, showsSubject: false)
        let title = TextUnit.utf16.cut(layout.subject, to: Self.longestTitle)
        let parts = Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            card(title: title, $0, buttons: layout.buttons).bytes.count <= Self.longestBody
        }
        return parts.enumerated().map { index, part in
            card(
                title: index == 0 ? title : "", part, buttons: index == parts.count - 1 ? layout.buttons : []
            ).bytes
        }
    }

    private func card(title: String, _ part: RichText, buttons: [MessageAction]) -> JSONTree {
        var body = title.isEmpty ? [] : [AdaptiveText.title(title)]
        body += AdaptiveText.elements(part)
        let actions = buttons.map { button -> JSONTree in
            let label = TextUnit.utf16.cut(button.label, to: Self.longestButton)
            return ["type": "Action.OpenUrl", "title": .string(label), "url": .string(button.url)]
        }
        let content = JSONTree.of([
            ("$schema", "http://adaptivecards.io/schemas/adaptive-card.json"), ("type", "AdaptiveCard"),
            ("version", "1.4"), ("body", .array(body)), ("actions", actions.isEmpty ? nil : .array(actions)),
            ("msteams", ["width": "full"]),
        ])
        return [
            "type": "message",
            "attachments": [
                [
                    "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null, "content": content,
                ]
            ],
        ]
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        .request(settings.hook.post(part))
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "Teams", at: now) { response in
            let text = response.trimmedText
            if response.status == 200 || response.status == 202 {
                if let inner = Self.status(in: text) {
                    // The old connector's way to say no.
                    return .of(HTTPResponse(status: inner, headers: response.headers), from: "Teams", at: now)
                }
                return response.status == 202 || text.isEmpty || text == "1" ? .delivered(receipt: nil) : nil
            }
            let answer = JSONTree(response.body)
            let name = HTTPResponse.errorName(answer?["error"]?["code"]?.text)
            let said = "Teams answered \(response.status)\(name.map { ": \($0)" } ?? "")"
            return switch name {
            case "WorkflowNotFound", "WorkflowTriggerIsNotEnabled", "WorkflowDisabled",
                "DirectApiAuthorizationRequired", "DirectApiInvalidAuthorizationScheme", "AuthorizationFailed":
                .channelBroken(reason: said)
            default: nil
            }
        }
    }

    /// The status in `… failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId …`.
    private static func status(in text: String) -> Int? {
        guard let found = text.firstRange(of: "HTTP error ") else { return nil }
        guard let status = Int(text[found.upperBound...].prefix(3)), (400...599).contains(status) else { return nil }
        return status
    }
}
