import Crypto
import Foundation
import Messages
import PluginKit
import Scheduling

/// The door that Slack's Events API posts to, signed by the app's signing secret
/// (docs.slack.dev/authentication/verifying-requests-from-slack).
///
/// Direct messages from people are read. What bots write, what is changed or deleted, and what stands in channels is not
/// anybody's reply.
struct SlackAnswers: AnswerDoor {
    private let channel: String
    private let keys: [SymmetricKey]

    static func fault(in secret: Secret) -> String? {
        let text = secret.reveal()
        return text.count >= 16 && text.allSatisfy { $0.isASCII && !$0.isWhitespace }
            ? nil : "expected the signing secret of the Slack app, in one word"
    }

    init(channel: String, secrets: [Secret]) {
        self.channel = channel
        keys = secrets.map { SymmetricKey(data: Array($0.reveal().utf8)) }
    }

    func verdict(header: (String) -> String?, body: [UInt8], at now: Instant) -> ReceivedVerdict {
        guard let timestamp = header("x-slack-request-timestamp"), let seconds = Int64(timestamp),
            (now.seconds - 300...now.seconds + 300).contains(seconds), let signature = header("x-slack-signature"),
            signature.hasPrefix("v0="), let code = Self.bytes(ofHex: signature.dropFirst(3))
        else { return .refused }
        let signed = Data("v0:\(seconds):".utf8) + Data(body)
        guard keys.contains(where: { HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: signed, using: $0) })
        else { return .refused }
        guard let tree = JSONTree(body) else { return .unreadable("expected a JSON object") }
        if tree["type"]?.text == "url_verification" {
            return tree["challenge"]?.text.map { .greeting($0) } ?? .unreadable("challenge: expected a text")
        }
        guard let event = tree["event"], event["type"]?.text == "message", event["subtype"] == nil,
            event["bot_id"] == nil, event["channel_type"]?.text == "im", let id = AnswerBody.name(tree["event_id"]),
            let person = AnswerBody.name(event["user"]), let chat = AnswerBody.name(event["channel"])
        else { return .nothing }
        let thread = event["thread_ts"].flatMap { AnswerBody.name($0) }.map { "\(chat)/\($0)" }
        return .reply(
            ReceivedReply(
                channel: channel, id: id, senders: [person, chat],
                // The three characters that Slack escapes.
                text: AnswerBody.words(event["text"]).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
                    .replacing("&amp;", with: "&"),
                target: thread.map { .receipt($0) },
                writtenAt: event["ts"]?.text.flatMap { Double($0) }.flatMap(Self.instant)))
    }

    private static func instant(_ seconds: Double) -> Instant? {
        (0..<1e11).contains(seconds) ? Instant(milliseconds: Int64(seconds * 1_000)) : nil
    }

    private static func bytes(ofHex text: Substring) -> [UInt8]? {
        guard text.utf8.count == 64 else { return nil }
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
