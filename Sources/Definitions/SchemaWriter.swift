import Foundation
public import PluginKit

/// Writes JSON Schemas (draft 07, as editors' YAML servers read) from the declarations that decode the files.
public struct SchemaWriter: Sendable {
    private let registry: PluginRegistry
    private let channelKinds: [ChannelKind]

    public init(registry: PluginRegistry, channelKinds: [ChannelKind]) {
        self.registry = registry
        self.channelKinds = channelKinds
    }

    /// The schemas by file name.
    public func schemas() -> [(name: String, text: String)] {
        [
            ("answer.json", document("A reply that a platform passes on to /in/CHANNEL", Self.answer)),
            ("consents.json", document("What people read before they agree", object(ConsentReader.File.specs))),
            ("job.json", document("A job of the program", object(JobDefinition.specs))),
            ("message.json", document("A message in all its languages", message)),
            ("milieu.json", document("The program's configuration", object(ProgramConfiguration.specs))),
            ("questionnaire.json", document("A questionnaire", object(QuestionnaireReader.File.specs))),
            ("review-cadences.json", document("How often goals are looked at", object(CadenceReader.File.specs))),
        ]
    }

    /// What the door of most channels takes; see `StandardAnswers`.
    private static var answer: [String: Any] {
        func text(_ help: String, _ more: [String: Any] = [:]) -> [String: Any] {
            more.merging(["type": "string", "description": help]) { $1 }
        }
        return [
            "type": "object", "required": ["from", "text"],
            "properties": [
                "from": text(
                    "The sender's address on the channel, as people.csv has it.", ["minLength": 1, "maxLength": 500]),
                "text": text("What they wrote, in their own words; empty for a message without words."),
                "answers": text(
                    "What they answered: the 'id' of our message's 'data'.", ["minLength": 1, "maxLength": 500]),
                "time": text("When they wrote it.", ["format": "date-time"]),
            ],
        ]
    }

    /// Fixed keys beside blocks whose names are languages.
    private var message: [String: Any] {
        var schema = object(MessageFile.specs)
        // A pattern holds beside the named keys, and 'id' looks like a language.
        schema["patternProperties"] = ["^(?!id$)[a-z]{2,3}(-[A-Za-z0-9]+)*$": object(MessageFile.Texts.specs)]
        return schema
    }

    private func document(_ title: String, _ schema: [String: Any]) -> String {
        var schema = schema
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        schema["title"] = title
        let options: JSONSerialization.WritingOptions = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = (try? JSONSerialization.data(withJSONObject: schema, options: options)) ?? Data()
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private func object(_ specs: [SettingSpec]) -> [String: Any] {
        var properties: [String: Any] = [:]
        for spec in specs { properties[spec.name] = property(spec) }
        var schema: [String: Any] = ["type": "object", "additionalProperties": false, "properties": properties]
        let required = specs.filter(\.isRequired).map(\.name)
        if !required.isEmpty { schema["required"] = required }
        if specs.contains(where: { $0.name == "uses" }) {
            // One condition for each plugin; a choice of all would report every mistake once for each branch.
            schema["allOf"] = registry.entries.map { entry -> [String: Any] in
                [
                    "if": ["properties": ["uses": ["const": entry.manifest.id]]],
                    "then": ["properties": ["with": object(entry.settings)]],
                ]
            }
            properties["uses"] = ["enum": registry.ids, "description": "The plugin."]
            schema["properties"] = properties
        }
        return schema
    }

    private func property(_ spec: SettingSpec) -> [String: Any] {
        var schema = type(spec.type)
        if spec.name == "channels" {
            schema = [
                "type": "object",
                "additionalProperties": [
                    "type": ["object", "null"],
                    "allOf": channelKinds.map { kind -> [String: Any] in
                        [
                            // A channel without a kind has a url, here or in the environment.
                            "if": ["required": ["kind"], "properties": ["kind": ["const": kind.id]]] as [String: Any],
                            "then": object(kind.settings),
                        ]
                    },
                ] as [String: Any],
            ]
        }
        schema["description"] = spec.help
        if let text = spec.defaultText, !text.isEmpty, text != "{}", text != "[]" { schema["default"] = text }
        return schema
    }

    private func type(_ type: SettingType) -> [String: Any] {
        switch type {
        case .text, .secret, .condition, .cron, .reference: ["type": "string"]
        case .zone: ["type": "string"]
        case .integer: ["anyOf": [["type": "integer"], Self.expression]]
        case .number: ["type": "number"]
        case .boolean: ["type": "boolean"]
        case .duration: ["type": "string", "pattern": "^(-?[0-9]+[smhdw]|none|keep|\\$\\{\\{.*\\}\\})$"]
        case .time: ["type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?$"]
        case .date: ["type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"]
        case .oneOf(let names): ["enum": names]
        case .list(let inner): ["anyOf": [["type": "array", "items": self.type(inner)], Self.expression]]
        case .group(let specs): object(specs)
        case .dictionary(let inner):
            ["anyOf": [["type": "object", "additionalProperties": self.type(inner)], ["type": "string"]]]
        case .anything: [:]
        }
    }

    private static var expression: [String: Any] { ["type": "string", "pattern": "^\\$\\{\\{.*\\}\\}$"] }
}
