import Messages
import PluginKit
import Scheduling

/// The door of every channel whose platform has no way of its own: JSON, signed as the Standard Webhooks specification says.
///
/// `{"from", "text", "answers"?, "time"?}`; `webhook-id` names the reply, so that the same one posted again is no second
/// one. Config/schema/answer.json is the same as a schema.
struct StandardAnswers: AnswerDoor {
    private let channel: String
    private let webhooks: StandardWebhooks?

    static func fault(in secret: Secret) -> String? {
        do {
            _ = try StandardWebhooks(secrets: [secret])
            return nil
        } catch {
            return error.description
        }
    }

    init(channel: String, secrets: [Secret]) {
        self.channel = channel
        webhooks = try? StandardWebhooks(secrets: secrets)
    }

    func verdict(header: (String) -> String?, body: [UInt8], at now: Instant) -> ReceivedVerdict {
        guard let webhooks, let id = header("webhook-id"), !id.isEmpty, id.utf8.count <= 200,
            let timestamp = header("webhook-timestamp"), let signature = header("webhook-signature"),
            signature.utf8.count <= 2_000,
            webhooks.isGenuine(id: id, timestamp: timestamp, signature: signature, body: body, now: now)
        else { return .refused }
        guard let tree = JSONTree(body) else { return .unreadable("expected a JSON object") }
        guard let sender = AnswerBody.name(tree["from"]) else {
            return .unreadable("from: expected the sender's address, at most \(AnswerBody.longestName) characters")
        }
        guard let text = tree["text"], text.text != nil else {
            return .unreadable("text: expected what they wrote, as a text")
        }
        var target: ReceivedReply.Target?
        if let named = tree["answers"], named != .null {
            guard let id = AnswerBody.name(named) else {
                return .unreadable("answers: expected the id of the message that it answers")
            }
            target = .named(id)
        }
        var writtenAt: Instant?
        if let time = tree["time"], time != .null {
            guard let instant = time.text.flatMap(Instant.init(iso8601:)) else {
                return .unreadable("time: expected an instant such as 2026-11-19T20:05:00Z")
            }
            writtenAt = instant
        }
        return .reply(
            ReceivedReply(
                channel: channel, id: id, senders: [sender], text: AnswerBody.words(text), target: target,
                writtenAt: writtenAt))
    }
}
