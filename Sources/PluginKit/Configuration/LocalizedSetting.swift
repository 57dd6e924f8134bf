public import Community

/// A text in several languages, as a block of `tag: text`, or one text for all.
public struct LocalizedSetting: Hashable, Sendable, SettingValue {
    public let text: LocalizedText

    public init(text: LocalizedText) { self.text = text }

    public static var settingType: SettingType { .dictionary(of: .text) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        if let single = node.text, !single.isEmpty {
            text = LocalizedText(texts: ["en": single])
            return
        }
        let named = try NamedSettings<String>(settingNode: node)
        guard !named.entries.isEmpty else {
            throw [node.expected("a text, or texts by language", hint: "write it like en: How was today?")]
        }
        var texts: [String: String] = [:]
        for entry in named.entries { texts[entry.name.lowercased()] = entry.value }
        text = LocalizedText(texts: texts)
    }

    public var yamlText: String { "" }
}
