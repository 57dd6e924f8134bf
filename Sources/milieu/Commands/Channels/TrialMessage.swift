import Community
import Delivery
import Messages
import PluginKit
import Scheduling

/// A message that no job has planned: for looking at a channel, or trying it out.
enum TrialMessage {
    static func message(title: String, body: String) -> RenderedMessage {
        let paragraphs = body.split(separator: "\n\n").map { "<p>\(escaped($0))</p>" }
        return RenderedMessage(
            subject: title.split(whereSeparator: \.isNewline).joined(separator: " "), text: body,
            html:
                "<!doctype html>\n<html><head><meta charset=\"utf-8\"></head>\n<body>\n\(paragraphs.joined(separator: "\n"))\n</body></html>\n",
            link: nil, language: "en", isFallback: false)
    }

    static func envelope(to address: String, id: String, at now: Instant) -> Envelope {
        Envelope(id: id, address: address, message: MessageID("channel.trial"), createdAt: now)
    }

    private static func escaped(_ text: Substring) -> String {
        String(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\n", with: "<br>\n")
    }
}
