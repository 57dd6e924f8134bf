public import Messages
public import PluginKit
public import Scheduling

/// Posts to a Discord channel through one of its webhooks.
public struct DiscordChannel: Channel {
    public static let kind = "discord"
    public static let summary = "Posts each message to a Discord channel through a webhook."
    public static let guide = """
        Make the webhook in Discord under *Edit channel, Integrations, Webhooks*, and copy its URL. A message is Markdown of
        at most 2,000 characters, in up to 5 parts. Nobody is mentioned: `allowed_mentions` is empty, and people's words are
        escaped. Addresses get no preview. What is of low urgency makes no sound. What has arrived can be changed and taken back. Discord cannot tell a repeated message, so
        one of which nobody knows whether it arrived is held for a person unless `on_ambiguous` says otherwise.
        """
    public static let example = """
        team-discord:
          kind: discord
          for: staff
          agreement: none
          webhook: https://discord.com/api/webhooks/1000/example
        """

    public struct Settings: SettingsGroup {
        @Setting("The kind of channel.")
        public var kind: Kind

        @Included public var hook: ChatWebhook

        @Setting("The id of the thread to post in.")
        public var thread: String? = nil

        @Setting("How many messages Discord takes, where it is not what is known of it.")
        public var pace: PaceSetting? = nil

        public init() {}

        public enum Kind: String, CaseIterable, SettingValue { case discord }

        public func validate() throws(BrokenRule) {
            try hook.validate()
            if let thread, !(1...20).contains(thread.count) || !thread.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) {
                throw BrokenRule("thread", "expected the thread's id, which is a number, found '\(thread)'")
            }
        }
    }

    static let longest = 2_000
    static let parts = 5
    private static let noPreviews = 1 << 2
    private static let noSound = 1 << 12

    private let settings: Settings
    private let dialect = MarkdownDialect(flavour: .discord)

    public init(settings: Settings, program: ProgramIdentity) throws(ChannelError) { self.settings = settings }

    /// The limit that the settings name, for everybody together.
    var limits: [Pace]? { settings.pace.map { [$0.pace] } }
    public var resendsWhenAmbiguous: Bool { settings.hook.resendsWhenAmbiguous }
    public var endpoint: String { settings.hook.endpoint }

    public var canRevise: Bool { true }

    /// `{"content", "allowed_mentions", "flags"}`.
    public func compose(_ message: RenderedMessage, for envelope: Envelope) throws(ChannelError) -> [[UInt8]] {
        let layout = ChatLayout(message, buttons: 0, showsSubject: true)
        let flags = Self.noPreviews | (message.traits.urgency == .low ? Self.noSound : 0)
        // Counted in UTF-16, which is never less than what Discord counts.
        let parts = Splitter(maximum: Self.parts).parts(of: layout.body, link: message.link) {
            TextUnit.utf16.count(dialect.write($0)) <= Self.longest
        }
        return parts.map { part in
            JSONTree.of([
                ("content", .string(dialect.write(part))), ("allowed_mentions", ["parse": []]),
                ("flags", .number(Double(flags))),
            ]).bytes
        }
    }

    /// With `wait=true`, so that the answer is the message and not a promise of one.
    public func outgoing(
        _ part: [UInt8], index: Int, for envelope: Envelope, at now: Instant
    ) throws(ChannelError) -> Outgoing {
        .request(request("POST", ["wait=true"], part))
    }

    /// PATCH and DELETE of the webhook's own message.
    public func outgoing(
        _ revision: Revision, of receipt: String, index: Int, for envelope: Envelope
    ) throws(ChannelError) -> Outgoing {
        guard UInt64(receipt) != nil else { throw ChannelError("Discord's id of the message is not known") }
        switch revision {
        case .takeBack: return .request(request("DELETE", message: receipt, [], []))
        case .replace(let part):
            guard let told = JSONTree(part), let words = told["content"], let mentions = told["allowed_mentions"] else {
                throw ChannelError("the message is not what Discord was told")
            }
            let body = JSONTree.of([("content", words), ("allowed_mentions", mentions)]).bytes
            return .request(request("PATCH", message: receipt, [], body))
        }
    }

    private func request(
        _ method: String, message: String? = nil, _ query: [String], _ body: [UInt8]
    ) -> HTTPRequest {
        let parts = settings.hook.webhook.reveal().split(separator: "?", maxSplits: 1).map(String.init)
        let all = parts.dropFirst() + query + (settings.thread.map { ["thread_id=\($0)"] } ?? [])
        let path = (parts.first ?? "").withoutTrailingSlash + (message.map { "/messages/\($0)" } ?? "")
        return HTTPRequest(
            method: method, url: path + (all.isEmpty ? "" : "?" + all.joined(separator: "&")),
            headers: body.isEmpty ? [] : [HTTPHeader("content-type", "application/json")], body: body,
            timeout: settings.hook.timeout)
    }

    public func classify(_ outcome: TransportOutcome, of revision: Revision, at now: Instant) -> Verdict {
        if case .answered(let response) = outcome {
            if revision.isTakingBack, response.status == 204 { return .delivered(receipt: nil) }
            // Unknown message; there are other codes for an unknown webhook and thread.
            if response.status == 404, JSONTree(response.body)?["code"]?.number == 10_008 {
                return revision.isTakingBack
                    ? .delivered(receipt: nil) : .refused(reason: "Discord has this message no more")
            }
        }
        return classify(outcome, at: now)
    }

    public func classify(_ outcome: TransportOutcome, at now: Instant) -> Verdict {
        .of(outcome, from: "Discord", at: now) { response in
            let answer = JSONTree(response.body)
            if response.status == 200, let id = answer?["id"]?.text {
                return .delivered(receipt: UInt64(id).map { String($0) })
            }
            let code = answer?["code"]?.number.flatMap { Int(exactly: $0) }
            let said = "Discord answered \(response.status)\(code.map { " with code \($0)" } ?? "")"
            switch (response.status, code) {
            case (429, _):
                let wait =
                    answer?["retry_after"]?.number ?? response[header: "x-ratelimit-reset-after"].flatMap(Double.init)
                return .throttled(
                    for: RetryAfter.delay(seconds: wait) ?? RetryAfter.delay(response[header: "retry-after"], at: now)
                        ?? .seconds(60), reason: said)
            case (404, 10_015): return .channelBroken(reason: "\(said): the webhook is gone; make a new one")
            case (_, 50_027): return .channelBroken(reason: "\(said): the webhook's token is wrong")
            case (404, 10_003), (400, 10_003): return .channelBroken(reason: "\(said): there is no such thread")
            case (400, 220_001): return .channelBroken(reason: "\(said): this is a forum, which needs 'thread'")
            default: return nil
            }
        }
    }
}
