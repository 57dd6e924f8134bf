public import PluginKit

/// Writes the reference pages from the declarations that decode the files.
public enum ReferenceWriter {
    /// `Plugins/REFERENCE.md`.
    public static func plugins(_ registry: PluginRegistry) -> String {
        var page = "# Reference of plugins\n\nWritten by `milieu reference`; edit the declarations, not this page.\n"
        for entry in registry.entries {
            let manifest = entry.manifest
            page += "\n## \(manifest.id)\n\n\(manifest.summary)\n\n```yaml\n\(manifest.example)\n```\n\n"
            page += table(entry.settings)
            if !manifest.outputs.isEmpty {
                page += "\nLater steps read: \(manifest.outputs.map { "`steps.ID.\($0)`" }.joined(separator: ", ")).\n"
            }
        }
        return page
    }

    /// `Config/REFERENCE.md`.
    public static func configuration(_ kinds: [ChannelKind]) -> String {
        var page =
            "# Reference of Config/milieu.yaml\n\nWritten by `milieu reference`; edit the declarations, not this page.\n\n"
        page += table(ProgramConfiguration.specs)
        for kind in kinds { page += "\n" + channel(kind) }
        return page + messages
    }

    /// The part of `Config/REFERENCE.md` about message files.
    private static var messages: String {
        "\n## A message file\n\nIn `Config/messages/`; how to write one is in `README.md`.\n\n"
            + table(MessageFile.specs)
            + "\nAnd one block for each language, by its tag such as `en` or `pt-BR`:\n\n"
            + table(MessageFile.Texts.specs)
            + "\nEach of `actions` has:\n\n" + table(MessageFile.Action.specs)
            + "\nEach of `fields` has:\n\n" + table(MessageFile.Field.specs)
    }

    private static func channel(_ kind: ChannelKind) -> String {
        var section = "## Channel: \(kind.id)\n\n\(kind.summary)\n\n"
        if !kind.guide.isEmpty { section += kind.guide + "\n\n" }
        if !kind.example.isEmpty { section += "```yaml\n\(kind.example)\n```\n\n" }
        return section + table(kind.settings)
    }

    private static func table(_ specs: [SettingSpec]) -> String {
        var text = "| setting | type | default | |\n| --- | --- | --- | --- |\n"
        for (name, spec) in flattened(specs, under: "") {
            let value = spec.defaultText.map { $0.isEmpty ? "" : "`\($0)`" } ?? "required"
            text += "| `\(name)` | \(Self.name(of: spec.type)) | \(value) | \(spec.help) |\n"
        }
        return text
    }

    private static func flattened(_ specs: [SettingSpec], under path: String) -> [(String, SettingSpec)] {
        specs.flatMap { spec -> [(String, SettingSpec)] in
            let name = path + spec.name
            guard case .group(let inner) = spec.type else { return [(name, spec)] }
            return flattened(inner, under: name + ".")
        }
    }

    private static func name(of type: SettingType) -> String {
        switch type {
        case .text: "text"
        case .integer: "whole number"
        case .number: "number"
        case .boolean: "true or false"
        case .duration: "duration"
        case .time: "time of day"
        case .date: "date"
        case .zone(let allowsMember): allowsMember ? "zone or member" : "zone"
        case .cron: "cron expression"
        case .condition: "condition"
        case .secret: "secret"
        case .oneOf(let names): names.joined(separator: ", ")
        case .reference(let reference): "\(reference.rawValue)'s id"
        case .list(let inner): "list of \(name(of: inner))"
        case .group: "block"
        case .dictionary(let inner): "names with \(name(of: inner))"
        case .anything: "block"
        }
    }
}
