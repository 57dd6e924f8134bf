import Messages
import PluginKit

/// Reads a message's block of one language.
struct MessageLocaleReader {
    let texts: MessageTextReader
    /// A lower-case tag.
    let language: String
    let sensitivity: MessageTraits.Sensitivity

    /// How much of the inside a platform may show unopened, in characters.
    private static let glance = 90

    func read(_ node: SettingNode, into faults: inout [Diagnostic]) -> LocaleText? {
        let block: MessageFile.Texts
        do {
            block = try MessageFile.Texts(settingNode: node)
        } catch {
            faults += error.all
            return nil
        }
        guard let outside = node["outside"], let subjectNode = outside["subject"], let insideNode = node["inside"]
        else {
            return nil
        }
        let subject = texts.outside(subjectNode, into: &faults)
        let preview = block.outside.preview.flatMap { _ in outside["preview"] }.flatMap {
            texts.outside($0, into: &faults)
        }
        let plurals = plurals(block, node["plurals"], into: &faults)
        let actions = actions(block, node["actions"], into: &faults)
        guard let inside = inside(insideNode, plurals: plurals, into: &faults), let subject else { return nil }
        for field in plurals.keys.sorted() where !inside.template.tags.contains(where: { $0.name == "\(field).phrase" })
        {
            faults.append(
                Diagnostic(
                    node["plurals"]?[field]?.place ?? node.place, "unused-plural",
                    "\(node.path).plurals.\(field): nothing shows {{\(field).phrase}}", severity: .warning))
        }
        return LocaleText(subject: subject, preview: preview, text: inside, actions: actions, plurals: plurals)
    }

    private func inside(_ node: SettingNode, plurals: [String: PluralForms], into faults: inout [Diagnostic])
        -> MessageBody?
    {
        // Of a private message nothing inside is shown unopened; a public one may be read anywhere as a whole.
        switch sensitivity {
        case .private: break
        case .members: texts.checkDiscretion(node, upTo: Self.glance, into: &faults)
        case .public: texts.checkDiscretion(node, upTo: nil, into: &faults)
        }
        do throws(TemplateError) {
            let body = try MessageBody(parsing: node.text ?? "")
            texts.check(body.template, at: node, phrases: Set(plurals.keys), into: &faults)
            return body
        } catch {
            faults.append(texts.diagnostic(error, at: node))
            return nil
        }
    }

    private func actions(_ block: MessageFile.Texts, _ node: SettingNode?, into faults: inout [Diagnostic])
        -> [MessageAction]
    {
        guard case .list(let nodes) = node?.content else { return [] }
        for (action, node) in zip(block.actions, nodes) {
            guard let label = node["label"], let address = node["url"] else { continue }
            if action.label.contains("{{") || action.label.contains(where: \.isNewline) {
                faults.append(label.expected("a word or two without fields", rule: "action"))
            }
            texts.checkDiscretion(label, upTo: nil, into: &faults)
            texts.checkDiscretion(address, upTo: nil, into: &faults)
            if action.url == MessageTemplate.linkTag {
                guard !texts.fields.contains(where: { $0.name == "link" }) else { continue }
                faults.append(
                    Diagnostic(
                        address.place, "unknown-field",
                        "\(address.path): the field 'link' is not declared under 'fields'"))
            } else if !MessageAction.isAllowed(action.url) {
                faults.append(address.expected("an address that starts with https://, or {{link}}", rule: "action"))
            }
        }
        return block.actions.map { MessageAction(label: $0.label, url: $0.url) }
    }

    private func plurals(_ block: MessageFile.Texts, _ node: SettingNode?, into faults: inout [Diagnostic])
        -> [String: PluralForms]
    {
        var all: [String: PluralForms] = [:]
        for (field, place, _) in block.plurals.entries {
            guard let forms = node?[field] else { continue }
            let names = texts.fields.map(\.name)
            if !names.contains(field) {
                faults.append(
                    Diagnostic(
                        place, "unknown-field",
                        "\(forms.path): the field '\(field)' is not declared under 'fields'\(Suggestion.phrase(for: field, among: names))"
                    ))
            }
            let phrases = phrases(field, forms, into: &faults)
            let missing = PluralRules(language: language).required.filter { phrases[$0] == nil }
            if !missing.isEmpty {
                faults.append(
                    Diagnostic(
                        place, "plural",
                        "\(forms.path): missing \(missing.map { "'\($0.rawValue)'\(numbers($0))" }.joined(separator: ", "))",
                        hint: "'\(language)' has \(categories)"))
            }
            all[field] = PluralForms(field: field, language: language, phrases: phrases)
        }
        return all
    }

    private var categories: String {
        PluralRules(language: language).categories.map(\.rawValue).joined(separator: ", ")
    }

    /// The first numbers of a category, such as ` (2, 3, 4)`.
    private func numbers(_ category: PluralCategory) -> String {
        let first = PluralRules(language: language).examples(of: category)
        return first.isEmpty ? "" : " (\(first.map(String.init).joined(separator: ", ")))"
    }

    private func phrases(_ field: String, _ node: SettingNode, into faults: inout [Diagnostic])
        -> [PluralCategory: TemplateText]
    {
        let rules = PluralRules(language: language)
        var phrases: [PluralCategory: TemplateText] = [:]
        for entry in node.entries ?? [] {
            guard let category = PluralCategory(rawValue: entry.key) else {
                let known = PluralCategory.allCases.map(\.rawValue)
                faults.append(
                    Diagnostic(
                        entry.keyPlace, "plural",
                        "\(node.path): expected \(known.joined(separator: ", ")), found '\(entry.key)'\(Suggestion.phrase(for: entry.key, among: known))"
                    ))
                continue
            }
            if !rules.categories.contains(category) {
                faults.append(
                    Diagnostic(
                        entry.keyPlace, "plural", "\(node.path): no number of '\(language)' is '\(entry.key)'",
                        hint: rules.isKnown
                            ? "'\(language)' has \(categories)"
                            : "no rules are known for '\(language)'; write 'other' alone"))
            }
            do throws(TemplateError) {
                let phrase = try TemplateText(parsing: entry.value.text ?? "")
                for tag in phrase.tags where tag.kind != .variable || tag.name != field {
                    faults.append(
                        Diagnostic(
                            texts.places.place(of: tag.offset, length: tag.length, in: entry.value), "plural",
                            "\(entry.value.path): only {{\(field)}} may stand here"))
                }
                if phrase.tags.isEmpty, rules.isKnown, rules.examples(of: category).count > 1 {
                    faults.append(
                        Diagnostic(
                            entry.value.place, "plural",
                            "\(entry.value.path): is said of several numbers\(numbers(category)) and does not show which",
                            hint: "write {{\(field)}} where the number belongs", severity: .warning))
                }
                phrases[category] = phrase
            } catch {
                faults.append(texts.diagnostic(error, at: entry.value))
            }
        }
        return phrases
    }
}
