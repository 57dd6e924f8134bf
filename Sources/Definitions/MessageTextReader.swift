import Community
import Messages
import PluginKit

/// Reads one text of a message, with every fault at its character.
struct MessageTextReader {
    let places: ScalarPlaces
    let fields: [MessageField]

    /// A text of one or several lines without markup; nil with the fault when it cannot be read.
    func line(_ node: SettingNode, into faults: inout [Diagnostic]) -> TemplateText? {
        do throws(TemplateError) {
            let template = try TemplateText(parsing: node.text ?? "")
            check(template, at: node, into: &faults)
            return template
        } catch {
            faults.append(diagnostic(error, at: node))
            return nil
        }
    }

    /// A text that can be read outside: one line, of allowed fields and harmless words.
    func outside(_ node: SettingNode, into faults: inout [Diagnostic]) -> TemplateText? {
        if (node.text ?? "").contains(where: \.isNewline) {
            faults.append(Diagnostic(node.place, "outside", "\(node.path): expected one line"))
        }
        guard let template = line(node, into: &faults) else { return nil }
        checkDiscretion(node, upTo: nil, into: &faults)
        for tag in template.tags where tag.kind != .comment && tag.kind != .end {
            guard fields.contains(where: { $0.name == tag.name }), !MessageField.allowedOutside.contains(tag.name)
            else {
                continue
            }
            faults.append(
                Diagnostic(
                    places.place(of: tag.offset, length: tag.length, in: node), "outside-field",
                    "\(node.path): '\(tag.name)' could be read on a lock screen, where only "
                        + "\(MessageField.allowedOutside.joined(separator: ", ")) may stand",
                    hint: "say it inside"))
        }
        return template
    }

    /// Looks for the first word that tells too much among the first `count` characters, or all.
    func checkDiscretion(_ node: SettingNode, upTo count: Int?, into faults: inout [Diagnostic]) {
        let text = node.text ?? ""
        guard let finding = OutsideLexicon.firstFinding(in: count.map { String(text.prefix($0)) } ?? text) else {
            return
        }
        faults.append(
            Diagnostic(
                places.place(of: finding.offset, length: finding.word.count, in: node), "discretion",
                "\(node.path): '\(finding.word)' could be read on a lock screen and tells too much",
                hint: count == nil
                    ? "say it without naming health or the program's kind"
                    : "say it later or without naming health or the program's kind, or write 'sensitivity: private'"))
    }

    func diagnostic(_ error: TemplateError, at node: SettingNode) -> Diagnostic {
        Diagnostic(
            places.place(of: error.offset, length: error.length, in: node), "template",
            "\(node.path): \(error.message)",
            hint: error.hint)
    }

    /// Whether each field is declared, and there for everybody where it is used so.
    ///
    /// `phrases`: The fields whose plurals this language has.
    func check(
        _ template: TemplateText, at node: SettingNode, phrases: Set<String> = [], into faults: inout [Diagnostic]
    ) {
        let names = fields.map(\.name) + phrases.sorted().map { $0 + ".phrase" }
        let required = Set(fields.filter(\.isRequired).map(\.name))
        for tag in template.tags where tag.kind != .comment && tag.kind != .end && !names.contains(tag.name) {
            let place = places.place(of: tag.offset, length: tag.length, in: node)
            let field = tag.name.hasSuffix(".phrase") ? String(tag.name.dropLast(7)) : ""
            faults.append(
                fields.contains { $0.name == field }
                    ? Diagnostic(
                        place, "plural", "\(node.path): this language has no plurals for '\(field)'",
                        hint: "add  plurals: { \(field): { one: …, other: … } }  beside 'inside'")
                    : Diagnostic(
                        place, "unknown-field",
                        "\(node.path): the field '\(tag.name)' is not declared under 'fields'\(Suggestion.phrase(for: tag.name, among: names))"
                    ))
        }
        for name in template.namesNeeded.sorted() where names.contains(name) {
            let field =
                name.hasSuffix(".phrase") && phrases.contains(String(name.dropLast(7)))
                ? String(name.dropLast(7)) : name
            guard !required.contains(field) else { continue }
            let tag = template.tags.first { $0.name == name && $0.kind == .variable }
            let place = tag.map { places.place(of: $0.offset, length: $0.length, in: node) } ?? node.place
            faults.append(
                Diagnostic(
                    place, "optional-field",
                    "\(node.path): the optional field '\(field)' is used as if it were always there",
                    hint: "write {{#\(name)}}…{{\(name)}}…{{/\(name)}}, or declare it required"))
        }
    }
}
