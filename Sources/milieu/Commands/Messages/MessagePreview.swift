import Delivery
import Messages
import Scheduling

/// What `milieu messages preview` shows of one message for one reader.
struct MessagePreview {
    let id: MessageID
    /// Such as `member ana`.
    let shownTo: String
    let message: RenderedMessage
    /// Why a reader with these values gets nothing; nil when they do.
    let fault: String?
    let channel: Channel?

    /// What one channel would send.
    struct Channel {
        let name: String
        let parts: [String]
        /// Why it cannot carry the message.
        let refusal: String?
    }

    /// What goes out where a message is shown unopened.
    private var sms: SMSText { SMSText(message.forLockScreen.text) }

    /// For people.
    var text: String {
        var lines: [String] = []
        let fallback = message.isFallback ? " (none of the languages asked for)" : ""
        lines.append("\(id) in \(message.language)\(fallback), for \(shownTo)")
        if let fault { lines += ["", "Nobody with these values gets it: it \(fault)."] }
        lines += ["", "OUTSIDE, as on a lock screen", "  \(message.subject)"]
        if let preview = message.preview { lines.append("  \(preview)") }
        lines += ["", "INSIDE, after opening"] + Self.indented(message.body.plainText)
        let traits = message.traits
        if !traits.actions.isEmpty {
            lines += ["", "BUTTONS"] + traits.actions.map { "  \($0.label): \($0.url)" }
        }
        lines.append("")
        lines.append("subject: \(message.subject.count) of 78 characters")
        let sms = sms
        let limit = sms.segments.count > 1 ? sms.alphabet.joined * sms.segments.count : sms.alphabet.single
        lines.append(
            "as SMS: \(sms.alphabet.rawValue), \(sms.segments.count) segment\(sms.segments.count == 1 ? "" : "s"), \(sms.units) of \(limit)"
                + (traits.sensitivity == .private ? ", the outside alone" : ""))
        if !sms.outsideDefault.isEmpty {
            let characters = sms.outsideDefault.prefix(10).map { "'\($0)'" }.joined(separator: " ")
            lines.append("  not in \(SMSText.Alphabet.gsm7.rawValue): \(characters)")
        }
        lines.append("urgency \(traits.urgency.rawValue), \(traits.sensitivity.rawValue)")
        if let thread = traits.thread { lines.append("thread \(thread)") }
        if let replaces = traits.replaces { lines.append("takes the place of \(replaces)") }
        if let event = traits.event {
            lines.append(
                "calendar: \(event.isCancelled ? "takes back " : "")\(event.summary), \(event.start.iso8601) to \(event.end.iso8601)"
            )
        }
        if let channel { lines += [""] + shown(channel) }
        return lines.joined(separator: "\n")
    }

    private func shown(_ channel: Channel) -> [String] {
        if let refusal = channel.refusal { return ["CHANNEL \(channel.name) cannot carry it: \(refusal)"] }
        return channel.parts.enumerated().flatMap { index, part in
            let count = channel.parts.count > 1 ? ", part \(index + 1) of \(channel.parts.count)" : ""
            return ["CHANNEL \(channel.name)\(count)"] + Self.indented(part)
        }
    }

    private static func indented(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { $0.isEmpty ? "" : "  \($0)" }
    }

    /// For programs.
    var document: JSONValue {
        let traits = message.traits
        let sms = sms
        return .object([
            ("id", .string(id.rawValue)), ("for", .string(shownTo)), ("language", .string(message.language)),
            ("is_fallback", .bool(message.isFallback)), ("fault", .optional(fault)),
            (
                "outside",
                .object([("subject", .string(message.subject)), ("preview", .optional(message.preview))])
            ),
            (
                "inside",
                .object([("text", .string(message.text)), ("html", .string(message.html))])
            ),
            ("lock_screen", .string(message.forLockScreen.text)), ("link", .optional(message.link)),
            (
                "actions",
                .array(traits.actions.map { .object([("label", .string($0.label)), ("url", .string($0.url))]) })
            ),
            ("urgency", .string(traits.urgency.rawValue)), ("sensitivity", .string(traits.sensitivity.rawValue)),
            ("thread", .optional(traits.thread)), ("replaces", .optional(traits.replaces)),
            (
                "event",
                traits.event.map {
                    .object([
                        ("uid", .string($0.uid)), ("sequence", .number($0.sequence)),
                        ("cancelled", .bool($0.isCancelled)), ("start", .string($0.start.iso8601)),
                        ("end", .string($0.end.iso8601)), ("summary", .string($0.summary)),
                        ("location", .optional($0.location)),
                    ])
                } ?? .null
            ),
            (
                "sms",
                .object([
                    ("alphabet", .string(sms.alphabet.rawValue)), ("units", .number(sms.units)),
                    ("segments", .array(sms.segments.map { .string($0) })),
                    ("outside_default_alphabet", .array(sms.outsideDefault.map { .string(String($0)) })),
                ])
            ),
            (
                "channel",
                channel.map {
                    .object([
                        ("name", .string($0.name)), ("parts", .array($0.parts.map { .string($0) })),
                        ("refusal", .optional($0.refusal)),
                    ])
                } ?? .null
            ),
        ])
    }
}
