public import Messages
public import PluginKit
public import Scheduling

/// Posts each message as JSON, signed by Standard Webhooks, to a platform that passes it on.
public struct WebhookChannel: Channel {
    public static let kind = "webhook"
    public static let summary = "Posts each message as signed JSON to a messaging platform."

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("Where messages are posted; https, or http on this machine.")
        public var url: Secret

        @Setting("The signing secret, whsec_ and base64; better given as MILIEU_CHANNELS_<NAME>_SECRET_FILE.")
        public var secret: Secret

        @Setting("The secret before this one, while it is being replaced: messages are signed under both.")
        public var secretPrevious: Secret? = nil

        @Setting("How long the platform may take.")
        public var timeout: Duration = .seconds(20)

        @Setting("What is done when nobody knows whether a message arrived.")
        public var onAmbiguous: AmbiguityChoice = .resend

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case webhook }

        public func validate() throws(BrokenRule) {
            let address = url.reveal()
            let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains(CurlDriver.host(of: address))
            guard address.hasPrefix("https://") || (address.hasPrefix("http://") && isLocal) else {
                throw BrokenRule("url", "expected an address that starts with https://")
            }
            guard timeout >= .seconds(1), timeout <= .seconds(120) else {
                throw BrokenRule("timeout", "expected 1s to 2m, found '\(timeout.yamlText)'")
            }
            do {
                _ = try StandardWebhooks(secrets: [secret] + (secretPrevious.map { [$0] } ?? []))
            } catch {
                throw BrokenRule("secret", error.description)
            }
        }
    }

    private let settings: Settings
    private let signer: StandardWebhooks

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {
        self.settings = settings
        do {
            signer = try StandardWebhooks(
                secrets: [settings.secret] + (settings.secretPrevious.map { [$0] } ?? []))
        } catch {
            throw ChannelError(error.description)
        }
    }

    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var endpoint: String { CurlDriver.host(of: settings.url.reveal()) }

    /// `{"type", "timestamp", "data": {"id", "to", "subject", "text", "link"?, "language"}}`, keys in this order.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        var fields = [
            ("id", envelope.id), ("to", envelope.address), ("subject", message.subject), ("text", message.text),
        ]
        if let link = message.link { fields.append(("link", link)) }
        fields.append(("language", message.language))
        let data = fields.map { "\(JSONString.quoted($0.0)):\(JSONString.quoted($0.1))" }.joined(separator: ",")
        let type = JSONString.quoted(envelope.message.rawValue)
        let timestamp = JSONString.quoted(envelope.createdAt.iso8601)
        return [Array("{\"type\":\(type),\"timestamp\":\(timestamp),\"data\":{\(data)}}".utf8)]
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing { .request(request(part, id: envelope.id, at: now)) }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        switch outcome {
        case .answered(let response): Self.verdict(for: response, at: now)
        case .failed(let error): Self.verdict(for: error)
        case .relayed, .shown: .refused(reason: "a webhook is answered by HTTP only")
        }
    }

    /// The request of one attempt: the id stays, the timestamp and so the signature are new.
    func request(_ payload: [UInt8], id: String, at now: Instant) -> HTTPRequest {
        let id = "msg_\(id)"
        return HTTPRequest(
            url: settings.url.reveal(),
            headers: [
                HTTPHeader("content-type", "application/json"), HTTPHeader("webhook-id", id),
                HTTPHeader("webhook-timestamp", String(now.seconds)),
                HTTPHeader("webhook-signature", signer.signature(id: id, timestamp: now.seconds, body: payload)),
            ],
            body: payload, timeout: settings.timeout)
    }

    /// Only 2xx is success; a redirect is none.
    static func verdict(for response: HTTPResponse, at now: Instant) -> Verdict {
        let said = "the platform answered \(response.status)"
        let asked = RetryAfter.delay(response[header: "retry-after"], at: now)
        switch response.status {
        case 200..<300: return .delivered(receipt: nil)
        case 410: return .channelBroken(reason: "\(said): the address is gone for good")
        case 401, 403: return .channelBroken(reason: "\(said): it does not accept who we are")
        case 429: return .throttled(for: asked ?? .seconds(60), reason: said)
        case 408, 425, 500..<600: return .retry(after: asked, reason: said)
        default: return .refused(reason: said)
        }
    }

    static func verdict(for error: TransportError) -> Verdict {
        switch error {
        case .ambiguous, .answerTooLarge: .ambiguous(reason: error.description)
        case .refusedAddress: .channelBroken(reason: error.description)
        case .invalid: .refused(reason: error.description)
        case .cannotResolve, .cannotConnect, .tls, .signIn, .interrupted, .relay, .cancelled, .stopped:
            .retry(after: nil, reason: error.description)
        }
    }
}

/// What is done when nobody knows whether a message arrived.
public enum AmbiguityChoice: String, CaseIterable, SettingValue { case resend, hold }
