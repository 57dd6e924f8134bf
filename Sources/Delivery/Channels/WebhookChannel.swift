public import Messages
public import PluginKit
public import Scheduling

/// Posts each message as JSON, signed by Standard Webhooks, to a platform that passes it on.
public struct WebhookChannel: Channel {
    public static let kind = "webhook"
    public static let summary = "Posts each message as signed JSON to a messaging platform."
    public static let guide = """
        The body is `{"type", "timestamp", "data": {"id", "to", "subject", "text", "link", "language"}}`, signed as the
        Standard Webhooks specification says: `webhook-id` is the same at every attempt, so that the platform can leave out
        what it has seen; `webhook-timestamp` and `webhook-signature` are those of the attempt. While `secret_previous` is
        set there is a signature under each secret, so that a new one can be put in place before the platform has it. A
        secret of the form `whsk_` and base64 is an Ed25519 key, and signs as `v1a`. Any 2xx means that it was taken; 400,
        413, 415 and 422 that this message never will be; 401, 403 and 410 stop the channel. After anything else, such as a
        redirect or the 404 of a server that is being set up, it is sent again.
        """
    public static let example = """
        phones:
          kind: webhook
          url: https://messages.example.org/milieu
          secret: whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldA==
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting(
            "Where messages are posted; https, or http on this machine. A user and a password before '@' go in a header."
        )
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
            guard let address = SignInAddress(url.reveal()) else {
                throw BrokenRule("url", "the user and password before '@' cannot be decoded", hint: "write '%' as %25")
            }
            try ChannelRules.address(address.url, "url")
            try ChannelRules.timeout(timeout)
            do {
                _ = try StandardWebhooks(secrets: [secret] + (secretPrevious.map { [$0] } ?? []))
            } catch {
                throw BrokenRule("secret", error.description)
            }
        }
    }

    private let settings: Settings
    private let signer: StandardWebhooks
    private let address: SignInAddress

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) {
        self.settings = settings
        guard let address = SignInAddress(settings.url.reveal()) else {
            throw ChannelError("the user and password of 'url' cannot be decoded")
        }
        self.address = address
        do {
            signer = try StandardWebhooks(
                secrets: [settings.secret] + (settings.secretPrevious.map { [$0] } ?? []))
        } catch {
            throw ChannelError(error.description)
        }
    }

    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var endpoint: String { ChannelRules.endpoint(address.url.reveal(), address.url) }

    /// `{"type", "timestamp", "data": {"id", "to", "subject", "text", "link"?, "language"}}`, keys in this order.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        var fields = [
            ("id", envelope.id), ("to", envelope.address), ("subject", message.subject), ("text", message.text),
        ]
        if let link = message.link { fields.append(("link", link)) }
        fields.append(("language", message.language))
        var body: [UInt8] = []
        body.reserveCapacity(fields.reduce(160) { $0 + $1.0.utf8.count + $1.1.utf8.count + 6 })
        body += #"{"type":"#.utf8
        JSONString.append(envelope.message.rawValue, to: &body)
        body += #","timestamp":"#.utf8
        JSONString.append(envelope.createdAt.iso8601, to: &body)
        body += #","data":"#.utf8
        for (index, field) in fields.enumerated() {
            body.append(UInt8(ascii: index == 0 ? "{" : ","))
            JSONString.append(field.0, to: &body)
            body.append(UInt8(ascii: ":"))
            JSONString.append(field.1, to: &body)
        }
        body += "}}".utf8
        return [body]
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing { .request(request(part, id: envelope.id, at: now)) }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "the platform", at: now) { response in
            // Only 2xx is success, and all else is tried again (Standard Webhooks), but for what says why it is in vain.
            switch response.status {
            case 200..<300: .delivered(receipt: nil)
            case 300..<400, 400, 401, 403, 407, 410, 413, 415, 422, 429: nil
            case let status:
                .retry(
                    after: RetryAfter.delay(response[header: "retry-after"], at: now),
                    reason: "the platform answered \(status)")
            }
        }
    }

    /// The request of one attempt: the id stays, the timestamp and so the signature are new.
    func request(_ payload: [UInt8], id: String, at now: Instant) -> HTTPRequest {
        let id = "msg_\(id)"
        return HTTPRequest(
            url: address.url.reveal(),
            headers: [
                HTTPHeader("content-type", "application/json"), HTTPHeader("webhook-id", id),
                HTTPHeader("webhook-timestamp", String(now.seconds)),
                HTTPHeader("webhook-signature", signer.signature(id: id, timestamp: now.seconds, body: payload)),
            ] + (address.authorization.map { [$0] } ?? []),
            body: payload, timeout: settings.timeout)
    }
}

/// What is done when nobody knows whether a message arrived.
public enum AmbiguityChoice: String, CaseIterable, SettingValue { case resend, hold }
