import Messages
import PluginKit

/// Finds what is too long for the platforms that take little, with the file's example values in every place.
struct MessageLength {
    /// The program's neutral name, for fields that show it.
    let label: String

    /// What a line of a mail should have at the most (RFC 5322 section 2.1.1).
    static let longestSubject = 78
    /// More is a letter, and costs as much.
    static let mostSegments = 3

    func faults(of message: MessageTemplate, in node: SettingNode) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        for field in message.fields where field.example == nil {
            faults.append(
                Diagnostic(
                    node["fields"]?[field.name]?.place ?? node.place, "no-example",
                    "fields.\(field.name): has no example for previews", hint: "add  example: …", severity: .warning))
        }
        let values = MessageExample.usual.values(for: message, label: label)
        for entry in node.entries ?? [] {
            let tag = entry.key.lowercased()
            guard message.locales[tag] != nil,
                let shown = message.render(values, languages: [tag], fallbacks: [])
            else { continue }
            let outside = entry.value["outside"]
            if shown.subject.count > Self.longestSubject {
                faults.append(
                    Diagnostic(
                        outside?["subject"]?.place ?? entry.keyPlace, "long-subject",
                        "\(entry.key).outside.subject: has \(shown.subject.count) characters with the example values, expected at most \(Self.longestSubject)",
                        severity: .warning))
            }
            let text = SMSText(shown.forLockScreen.text)
            if text.segments.count > Self.mostSegments {
                let reason = text.outsideDefault.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
                faults.append(
                    Diagnostic(
                        entry.value["inside"]?.place ?? entry.keyPlace, "long-sms",
                        "\(entry.key).inside: takes \(text.segments.count) segments as an SMS (\(text.alphabet.rawValue)), expected at most \(Self.mostSegments)",
                        hint: reason.isEmpty ? nil : "characters outside \(SMSText.Alphabet.gsm7.rawValue): \(reason)",
                        severity: .warning))
            }
        }
        return faults
    }
}
