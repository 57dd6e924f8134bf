import Messages

@testable import Delivery

/// What each platform takes at the most, read from what a channel made.
enum ChannelLimits {
    static let mostParts = [
        "discord": 5, "email": 1, "healthchecks": 1, "matrix": 2, "mattermost": 3, "ntfy": 3, "screen": 1, "slack": 4,
        "teams": 3, "telegram": 5, "webhook": 1,
    ]

    /// What is wrong with the parts of one message; empty when all is right.
    static func faults(_ kind: String, _ parts: [[UInt8]]) -> [String] {
        var faults: [String] = []
        func check(_ what: String, _ count: Int?, atMost limit: Int) {
            guard let count else { return faults.append("no \(what)") }
            if count > limit { faults.append("\(what): \(count) > \(limit)") }
        }
        check("parts", parts.isEmpty ? nil : parts.count, atMost: mostParts[kind] ?? 0)
        for part in parts {
            guard !["email", "screen", "webhook"].contains(kind) else { continue }
            guard let tree = JSONTree(part) else {
                faults.append("not JSON")
                continue
            }
            switch kind {
            case "discord": check("content", tree["content"]?.text?.utf16.count, atMost: 2_000)
            case "healthchecks": check("body", tree["body"]?.text?.utf8.count, atMost: 100_000)
            case "matrix": check("event", part.count, atMost: 60_000)
            case "mattermost": check("text", tree["text"]?.text?.unicodeScalars.count, atMost: 16_383)
            case "ntfy":
                check("message", tree["message"]?.text?.utf8.count, atMost: 4_096)
                check("title", tree["title"]?.text?.utf8.count, atMost: 250)
                check("topic", tree["topic"]?.text?.utf8.count, atMost: 64)
                check("sequence_id", tree["sequence_id"]?.text?.utf8.count, atMost: 64)
                check("actions", tree["actions"]?.items.count ?? 0, atMost: 3)
            case "slack":
                check("text", tree["text"]?.text?.utf16.count, atMost: 40_000)
                let blocks = tree["blocks"]?.items ?? []
                check("blocks", blocks.isEmpty ? nil : blocks.count, atMost: 50)
                let texts = blocks.filter { $0["type"]?.text == "section" }.map {
                    $0["text"]?["text"]?.text?.utf16.count
                }
                for text in texts { check("section", text, atMost: 3_000) }
                check("all sections", texts.reduce(0) { $0 + ($1 ?? 0) }, atMost: 12_000)
                for header in blocks where header["type"]?.text == "header" {
                    check("header", header["text"]?["text"]?.text?.utf16.count, atMost: 150)
                }
                for button in blocks.flatMap({ $0["elements"]?.items ?? [] }) {
                    check("button", button["text"]?["text"]?.text?.utf16.count, atMost: 75)
                }
            case "teams": check("body", part.count, atMost: 20_000)
            case "telegram":
                // After the tags are read.
                check("text", visible(tree["text"]?.text, tree["parse_mode"]?.text)?.utf16.count, atMost: 4_096)
            default: faults.append("no limits are known of \(kind)")
            }
        }
        return faults
    }

    /// The words of Telegram's HTML without its tags.
    private static func visible(_ text: String?, _ mode: String?) -> String? {
        guard let text, mode == "HTML" else { return text }
        var words = ""
        var isTag = false
        for character in text {
            if character == "<" { isTag = true }
            if !isTag { words.append(character) }
            if character == ">" { isTag = false }
        }
        for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
            words = words.replacing(entity, with: sign)
        }
        return words
    }
}

extension JSONTree {
    var items: [JSONTree] { if case .array(let items) = self { items } else { [] } }

    /// Every text of the document.
    var texts: [String] {
        switch self {
        case .object(let members): members.flatMap { $0.value.texts }
        case .array(let items): items.flatMap(\.texts)
        case .string(let text): [text]
        case .number, .bool, .null: []
        }
    }
}
