public import PluginKit
import Scheduling

/// What every webhook of a chat platform is set up with: its address is its secret, and it tells no message from another.
public struct ChatWebhook: SettingsGroup {
    @Setting("The webhook's URL; better given as MILIEU_CHANNELS_<NAME>_WEBHOOK_FILE.")
    public var webhook: Secret

    @Setting("How long the platform may take.")
    public var timeout: Duration = .seconds(30)

    @Setting("What is done when nobody knows whether a message arrived.")
    public var onAmbiguous: AmbiguityChoice = .hold

    public init() {}

    public func validate() throws(BrokenRule) {
        try ChannelRules.address(webhook, "webhook")
        try ChannelRules.timeout(timeout)
    }

    var resendsWhenAmbiguous: Bool { onAmbiguous == .resend }
    var endpoint: String { ChannelRules.endpoint(webhook.reveal(), webhook) }

    /// A request to the webhook itself.
    func post(_ body: [UInt8]) -> HTTPRequest {
        HTTPRequest(
            url: webhook.reveal(), headers: [HTTPHeader("content-type", "application/json")], body: body,
            timeout: timeout)
    }
}
