/// A text that must not be seen: it prints as `<redacted>` wherever it is not asked for by name.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    public init(_ text: String) { self.text = text }

    /// The secret itself, for the one place that needs it.
    public func reveal() -> String { text }

    public var description: String { "<redacted>" }
    public var debugDescription: String { "<redacted>" }
    // Without an empty mirror `dump` would print the stored text below the redacted line.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: SettingValue {
    public static var settingType: SettingType { .secret }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let text = node.text, !text.isEmpty else {
            throw [Diagnostic(node.place, "type", "\(node.path): expected a text")]
        }
        self.init(text)
    }

    public var yamlText: String { "" }
}
