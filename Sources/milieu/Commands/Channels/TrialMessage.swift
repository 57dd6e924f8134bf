import Community
import Delivery
import Messages
import PluginKit
import Scheduling

/// A message that no job has planned: for looking at a channel, or trying it out.
enum TrialMessage {
    /// `body`: With the markup of message files, or as it stands where that cannot be read, such as one with a `{{`.
    static func message(title: String, body: String) -> RenderedMessage {
        let subject = title.split(whereSeparator: \.isNewline).joined(separator: " ")
        let written = written(body)
        return RenderedMessage(
            subject: subject, text: written?.text ?? body, body: written?.body, link: nil, language: "en",
            isFallback: false)
    }

    private static func written(_ body: String) -> RenderedMessage? {
        guard let subject = try? TemplateText(parsing: ""), let text = try? MessageBody(parsing: body) else {
            return nil
        }
        return MessageTemplate(
            id: MessageID("channel.trial"), description: "", fields: [],
            locales: ["en": LocaleText(subject: subject, text: text)]
        ).render([:], languages: [], fallbacks: [])
    }

    static func envelope(to address: String, id: String, at now: Instant) -> Envelope {
        Envelope(id: id, address: address, message: MessageID("channel.trial"), createdAt: now)
    }
}
