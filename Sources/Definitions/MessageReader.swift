import Community
import Messages
import PluginKit

/// Reads a message file: what is the same in every language, then one block of texts for each.
struct MessageReader {
    /// The languages that the program uses.
    let languages: [String]
    let places: ScalarPlaces

    init(languages: [String], source: String) {
        self.languages = languages
        places = ScalarPlaces(source: source)
    }

    /// The message; nil when its file has an error.
    func read(_ node: SettingNode, fileName: String, into faults: inout [Diagnostic]) -> MessageTemplate? {
        let before = faults.count
        guard let entries = node.entries else {
            faults.append(node.expected("a block of keys"))
            return nil
        }
        let id = node["id"]?.text ?? fileName
        if !MessageID(id).isWellFormed {
            faults.append(Diagnostic(node["id"]?.place ?? node.place, "id", "id: '\(id)' is not an id"))
        }
        let keys = Set(MessageFile.specs.map(\.name))
        let isLanguage = { (key: String) in !keys.contains(key) && Self.isLanguage(key) }
        let own = SettingNode(
            .mapping(entries.filter { !isLanguage($0.key) }), place: node.place, path: node.path)
        var file = MessageFile()
        do {
            file = try MessageFile(settingNode: own)
        } catch {
            faults += error.all
        }
        // Read by itself, as a fault elsewhere must not make every use of a field one.
        let fields = (own["fields"].flatMap { try? NamedSettings<MessageFile.Field>(settingNode: $0) } ?? file.fields)
            .entries.map { MessageField(name: $0.name, isRequired: $0.value.required, example: $0.value.example) }
        let texts = MessageTextReader(places: places, fields: fields)
        let frame = MessageFrameReader(texts: texts).read(file, own, into: &faults)
        var locales: [String: LocaleText] = [:]
        var seen: [String: SourcePlace] = [:]
        for entry in entries where isLanguage(entry.key) {
            let tag = entry.key.lowercased()
            if let first = seen[tag] {
                faults.append(
                    Diagnostic(
                        entry.keyPlace, "duplicate-key",
                        "'\(entry.key)' is written twice in this block; the first is on line \(first.line)"))
                continue
            }
            seen[tag] = entry.keyPlace
            let reader = MessageLocaleReader(texts: texts, language: tag, sensitivity: frame.sensitivity)
            if let text = reader.read(entry.value, into: &faults) { locales[tag] = text }
        }
        if locales.isEmpty, faults.count == before {
            faults.append(
                Diagnostic(
                    node.place, "missing-key", "the message has no text in any language",
                    hint: "add a block such as  en: { outside: { subject: … }, inside: … }"))
        }
        warn(node, id: id, fields: fields, frame: frame, locales: locales, into: &faults)
        let hasErrors = faults[before...].contains { $0.severity == .error }
        return hasErrors
            ? nil
            : MessageTemplate(
                id: MessageID(id), description: file.description ?? "", fields: fields, frame: frame, locales: locales)
    }

    /// Whether a key is a language tag, such as `en` or `pt-BR`.
    private static func isLanguage(_ key: String) -> Bool {
        let tag = key.lowercased()
        return (2...3).contains(tag.prefix { $0 != "-" }.count)
            && tag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    private func warn(
        _ node: SettingNode, id: String, fields: [MessageField], frame: MessageFrame, locales: [String: LocaleText],
        into faults: inout [Diagnostic]
    ) {
        let templates =
            locales.values.flatMap(\.templates) + [frame.thread, frame.replaces].compactMap(\.self)
            + (frame.event?.templates.map(\.text) ?? [])
        var used = Set(templates.flatMap { $0.tags.map(\.name) })
        for locale in locales.values {
            used.formUnion(locale.plurals.keys)
            if locale.actions.contains(where: { $0.url == MessageTemplate.linkTag }) { used.insert("link") }
        }
        for field in fields where !used.contains(field.name) && !locales.isEmpty {
            faults.append(
                Diagnostic(
                    node["fields"]?.place ?? node.place, "unused-field",
                    "the field '\(field.name)' is declared and not used",
                    severity: .warning))
        }
        for language in languages where !locales.isEmpty && locales[language.lowercased()] == nil {
            faults.append(
                Diagnostic(
                    SourcePlace(file: node.place.file), "missing-language",
                    "message '\(id)' has no text in '\(language)', which the program uses", severity: .warning))
        }
    }
}
