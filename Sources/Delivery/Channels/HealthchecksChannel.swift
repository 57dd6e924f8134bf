public import Messages
public import PluginKit
public import Scheduling

/// Pings a check of Healthchecks (healthchecks.io, or one's own), with the message as what it logs.
public struct HealthchecksChannel: Channel {
    public static let kind = "healthchecks"
    public static let summary = "Pings a check of Healthchecks, at /fail for what is urgent."
    public static let guide = """
        Copy the check's ping URL. A message of high or critical urgency goes to `/fail`, any other counts as a success; its
        words are the ping's body, up to 100,000 bytes. `rid` is the message's id, the same at every attempt. Healthchecks
        answers 200 also for a check that it does not know, and for pings that come too often; both are read. To watch the
        program itself rather than to send messages there, set `healthchecks` at the top of the file.
        """
    public static let example = """
        watch:
          kind: healthchecks
          for: staff
          url: https://hc-ping.com/00000000-0000-0000-0000-000000000000
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Setting("The check's ping URL; better given as MILIEU_CHANNELS_<NAME>_URL_FILE.")
        public var url: Secret

        @Setting("How long Healthchecks may take.")
        public var timeout: Duration = .seconds(20)

        @Setting("What is done when nobody knows whether a ping arrived.")
        public var onAmbiguous: AmbiguityChoice = .resend

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case healthchecks }

        public func validate() throws(BrokenRule) {
            try ChannelRules.address(url, "url")
            try ChannelRules.timeout(timeout)
        }
    }

    /// Bytes that Healthchecks keeps of a body.
    static let longest = 100_000

    private let settings: Settings

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    public var resendsWhenAmbiguous: Bool { settings.onAmbiguous == .resend }
    public var endpoint: String { ChannelRules.endpoint(settings.url.reveal(), settings.url) }

    /// Kept are `{"signal", "body"}`; what goes out is the body, to the address of the signal.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let layout = ChatLayout(message, buttons: 0, showsSubject: true)
        let isFailure = message.traits.urgency == .high || message.traits.urgency == .critical
        let words = Splitter(maximum: 1).parts(of: layout.body, link: message.link) {
            TextUnit.bytes.count($0.plainText) <= Self.longest
        }
        return words.map { part in
            let body = JSONTree.string(part.plainText)
            return JSONTree.of([("signal", isFailure ? "fail" : "success"), ("body", body)]).bytes
        }
    }

    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        guard let kept = JSONTree(part), let body = kept["body"]?.text else {
            throw ChannelError("the kept message cannot be read")
        }
        let ping = HealthchecksPing(url: settings.url, timeout: settings.timeout)
        return .request(ping.request(isFailure: kept["signal"]?.text == "fail", body: body, run: envelope.id))
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        HealthchecksPing.verdict(outcome, at: now)
    }
}

/// One ping.
public struct HealthchecksPing: Sendable {
    private let url: Secret
    private let timeout: Duration

    public init(url: Secret, timeout: Duration = .seconds(10)) {
        self.url = url
        self.timeout = timeout
    }

    /// The request of one ping.
    ///
    /// `body`: At most 100,000 bytes are kept at the other end.
    /// `run`: 32 hexadecimal digits that stay the same when the ping is repeated; nil for none.
    public func request(isFailure: Bool, body: String, run: String? = nil) -> HTTPRequest {
        let whole = url.reveal()
        let path = whole.prefix { $0 != "?" && $0 != "#" }
        var query = whole.dropFirst(path.count).prefix { $0 != "#" }.dropFirst().split(separator: "&").map(String.init)
        if let run, let id = Self.uuid(run) { query.append("rid=\(id)") }
        let address = String(path).withoutTrailingSlash + (isFailure ? "/fail" : "")
        return HTTPRequest(
            url: address + (query.isEmpty ? "" : "?" + query.joined(separator: "&")),
            headers: [HTTPHeader("content-type", "text/plain; charset=utf-8")], body: Array(body.utf8),
            timeout: timeout)
    }

    /// What an answer means; a 200 counts with "OK" alone.
    public static func verdict(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "Healthchecks", at: now) { response in
            let text = response.trimmedText.lowercased()
            switch (response.status, text) {
            case (200, "ok"), (201, "created"): return .delivered(receipt: nil)
            case (200, "ok (not found)"): return .channelBroken(reason: "Healthchecks knows no such check")
            case (200, "ok (rate limited)"):
                return .throttled(for: .seconds(60), reason: "Healthchecks was pinged too often")
            case (409, _): return .channelBroken(reason: "Healthchecks answered 409: several checks have this name")
            default: return nil
            }
        }
    }

    private static func uuid(_ digits: String) -> String? {
        guard digits.utf8.count == 32, digits.allSatisfy(\.isHexDigit) else { return nil }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { result.append("-") }
            result.append(digit)
        }
        return result
    }
}
