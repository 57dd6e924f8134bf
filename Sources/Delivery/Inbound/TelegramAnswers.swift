import Crypto
import Foundation
import Messages
import PluginKit
import Scheduling

/// The door that a Telegram bot's webhook posts to, known by the `secret_token` that was given to `setWebhook`
/// (core.telegram.org/bots/api#setwebhook).
///
/// Messages of private chats are read; the chat's id is the person's address.
struct TelegramAnswers: AnswerDoor {
    private let channel: String
    private let keys: [Secret]

    static func fault(in secret: Secret) -> String? {
        let text = secret.reveal()
        // 128 bits at least, of Telegram's 256 characters at most.
        return (22...256).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
            ? nil : "expected a secret_token of 22 to 256 letters, digits, _ and -"
    }

    init(channel: String, secrets: [Secret]) {
        self.channel = channel
        keys = secrets
    }

    func verdict(header: (String) -> String?, body: [UInt8], at now: Instant) -> ReceivedVerdict {
        guard let given = header("x-telegram-bot-api-secret-token") else { return .refused }
        // Digests are compared in full whatever differs, and are as long for any text.
        let digest = SHA256.hash(data: Data(given.utf8))
        guard keys.contains(where: { SHA256.hash(data: Data($0.reveal().utf8)) == digest }) else { return .refused }
        guard let tree = JSONTree(body), let update = tree["update_id"]?.number.flatMap({ Int64(exactly: $0) }) else {
            return .unreadable("update_id: expected Telegram's Update")
        }
        guard let message = tree["message"], message["chat"]?["type"]?.text == "private",
            let chat = message["chat"]?["id"]?.number.flatMap({ Int64(exactly: $0) })
        else { return .nothing }
        let answered = message["reply_to_message"]?["message_id"]?.number.flatMap { Int64(exactly: $0) }
        return .reply(
            ReceivedReply(
                channel: channel, id: String(update), senders: [String(chat)], text: AnswerBody.words(message["text"]),
                target: answered.map { .receipt(String($0)) },
                writtenAt: message["date"]?.number.flatMap { Int64(exactly: $0) }.map { Instant(seconds: $0) }))
    }
}
