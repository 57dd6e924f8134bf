/// Readers to try a message on whom one forgets most easily.
public enum MessageExample: String, CaseIterable, Sendable {
    /// The values that the message's file gives.
    case usual
    case longName = "long-name"
    case noName = "no-name"
    case rightToLeft = "right-to-left"
    case emoji

    /// Values for all fields of a message; a field without an example shows its name.
    ///
    /// `label`: The program's neutral name.
    public func values(for template: MessageTemplate, label: String) -> [String: String] {
        var values = ["member.preferred_name": "Ana", "program.label": label, "sender.name": label]
        for field in template.fields { values[field.name] = field.example ?? values[field.name] ?? "[\(field.name)]" }
        guard let name else { return values }
        for field in template.fields where field.name.hasSuffix("preferred_name") { values[field.name] = name }
        return values
    }

    /// The name that is tried out; nil for the file's own.
    private var name: String? {
        switch self {
        case .usual: nil
        case .longName: "Maria da Conceição Wolfeschlegelsteinhausenbergerdorff de Albuquerque e Castro"
        case .noName: ""
        case .rightToLeft: "عبد الرحمن"
        case .emoji: "Zoë 👩🏽‍🚀🏳️‍🌈"
        }
    }
}
