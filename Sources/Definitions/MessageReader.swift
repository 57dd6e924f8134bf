import Community
import Messages
import PluginKit

/// Reads a message file: its fields, then one block of texts for each language.
enum MessageReader {
    private static let keys: Set<String> = ["id", "description", "fields"]

    struct Fields: SettingsGroup {
        @Setting("A person without a value for it is left out, and the reason is shown.")
        var required: Bool = false
        @Setting("A value to show in previews.")
        var example: String? = nil
        init() {}
    }

    struct Texts: SettingsGroup {
        @Setting("One line, neutral: it is read on a lock screen.")
        var subject: String
        @Setting("The message, with {{field}} for what changes.")
        var text: String
        init() {}
    }

    /// The message, or every fault of its file.
    static func read(_ node: SettingNode, fileName: String, languages: [String], into faults: inout [Diagnostic])
        -> MessageTemplate?
    {
        let before = faults.count
        guard let entries = node.entries else {
            faults.append(node.expected("a block of keys"))
            return nil
        }
        let id = node["id"]?.text ?? fileName
        if !MessageID(id).isWellFormed {
            faults.append(Diagnostic(node["id"]?.place ?? node.place, "id", "id: '\(id)' is not an id"))
        }
        var fields: [MessageField] = []
        if let given = node["fields"] {
            do {
                fields = try NamedSettings<Fields>(settingNode: given).entries.map {
                    MessageField(name: $0.name, isRequired: $0.value.required, example: $0.value.example)
                }
            } catch {
                faults += error.all
            }
        }
        var locales: [String: LocaleText] = [:]
        for entry in entries where !keys.contains(entry.key) {
            let tag = entry.key.lowercased()
            let isTag =
                (2...3).contains(tag.prefix { $0 != "-" }.count)
                && tag.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            guard isTag else {
                faults.append(
                    Diagnostic(
                        entry.keyPlace, "unknown-key", "\(entry.key): unknown setting",
                        hint: "expected id, description, fields or a language such as en"))
                continue
            }
            if let text = locale(entry.value, fields: fields, into: &faults) { locales[tag] = text }
        }
        if locales.isEmpty, faults.count == before {
            faults.append(
                Diagnostic(
                    node.place, "missing-key", "the message has no text in any language",
                    hint: "add a block such as  en: { subject: …, text: … }"))
        }
        warn(node, id: id, fields: fields, locales: locales, languages: languages, into: &faults)
        let hasErrors = faults[before...].contains { $0.severity == .error }
        return hasErrors
            ? nil
            : MessageTemplate(
                id: MessageID(id), description: node["description"]?.text ?? "", fields: fields, locales: locales)
    }

    private static func locale(_ node: SettingNode, fields: [MessageField], into faults: inout [Diagnostic])
        -> LocaleText?
    {
        let texts: Texts
        do {
            texts = try Texts(settingNode: node)
        } catch {
            faults += error.all
            return nil
        }
        if texts.subject.contains(where: \.isNewline) {
            faults.append(
                Diagnostic(node["subject"]?.place ?? node.place, "subject", "\(node.path).subject: expected one line"))
        }
        guard let subject = template(texts.subject, at: node["subject"], fields: fields, into: &faults),
            let text = template(texts.text, at: node["text"], fields: fields, into: &faults)
        else { return nil }
        for (part, source, place) in [
            ("subject", texts.subject, node["subject"]?.place),
            ("text", String(texts.text.prefix(90)), node["text"]?.place),
        ] {
            guard let finding = OutsideLexicon.firstFinding(in: source) else { continue }
            faults.append(
                Diagnostic(
                    place ?? node.place, "discretion",
                    "\(node.path).\(part): '\(finding.word)' could be read on a lock screen and tells too much",
                    hint: "say it without naming health or the program's kind"))
        }
        return LocaleText(subject: subject, text: text)
    }

    private static func template(
        _ source: String, at node: SettingNode?, fields: [MessageField], into faults: inout [Diagnostic]
    ) -> TemplateText? {
        let place = node?.place ?? SourcePlace(file: "")
        let path = node?.path ?? ""
        func placed(_ offset: Int, _ length: Int) -> SourcePlace {
            // A block of several lines starts below its mark; only a text on one line can be pointed into.
            guard case .scalar(_, let isQuoted) = node?.content, !source.contains(where: \.isNewline) else {
                return place
            }
            return place.advanced(by: offset + (isQuoted ? 1 : 0), length: length)
        }
        let template: TemplateText
        do {
            template = try TemplateText(parsing: source)
        } catch {
            faults.append(Diagnostic(placed(error.offset, error.length), "template", "\(path): \(error.message)"))
            return nil
        }
        let names = fields.map(\.name)
        let required = Set(fields.filter(\.isRequired).map(\.name))
        for tag in template.tags where tag.kind != .comment && tag.kind != .end && !names.contains(tag.name) {
            faults.append(
                Diagnostic(
                    placed(tag.offset, tag.length), "unknown-field",
                    "\(path): the field '\(tag.name)' is not declared under 'fields'\(Suggestion.phrase(for: tag.name, among: names))"
                ))
        }
        for name in template.namesNeeded.sorted() where names.contains(name) && !required.contains(name) {
            faults.append(
                Diagnostic(
                    place, "optional-field", "\(path): the optional field '\(name)' is used as if it were always there",
                    hint: "write {{#\(name)}}…{{\(name)}}…{{/\(name)}}, or declare it required"))
        }
        return template
    }

    private static func warn(
        _ node: SettingNode, id: String, fields: [MessageField], locales: [String: LocaleText], languages: [String],
        into faults: inout [Diagnostic]
    ) {
        let used = Set(locales.values.flatMap { ($0.subject.tags + $0.text.tags).map(\.name) })
        for field in fields where !used.contains(field.name) && !locales.isEmpty {
            faults.append(
                Diagnostic(
                    node["fields"]?.place ?? node.place, "unused-field",
                    "the field '\(field.name)' is declared and not used",
                    severity: .warning))
        }
        for language in languages where !locales.isEmpty && locales[language] == nil {
            faults.append(
                Diagnostic(
                    SourcePlace(file: node.place.file), "missing-language",
                    "message '\(id)' has no text in '\(language)', which the program uses", severity: .warning))
        }
    }
}
