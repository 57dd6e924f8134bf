import ArgumentParser
import Community
import Messages
import PluginKit

struct MessagesGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "Lists, tries out and checks the messages that people get.",
        subcommands: [MessagesList.self, MessagesPreview.self, MessagesLint.self])
}

struct MessagesList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the program's messages.",
        discussion: "EXAMPLES\n  milieu messages list\n  milieu messages list --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    func run() throws {
        let catalog = try options.catalog()
        let messages = catalog.messages.values.sorted { $0.id < $1.id }
        let languages = catalog.configuration.languages.map { $0.lowercased() }
        if json {
            return options.output.result(
                JSONValue.array(messages.map { Self.document($0, languages) }).text())
        }
        guard !messages.isEmpty else { return options.output.say("No messages in Config/messages.") }
        var table = TextTable(["id", "languages", "missing", "who may read it", "fields"])
        for message in messages {
            table.rows.append([
                message.id.rawValue, message.locales.keys.sorted().joined(separator: " "),
                Self.missing(message, languages).joined(separator: " "), message.frame.sensitivity.rawValue,
                message.fields.map(\.name).joined(separator: " "),
            ])
        }
        options.output.result(table.text)
    }

    private static func missing(_ message: MessageTemplate, _ languages: [String]) -> [String] {
        languages.filter { message.text(for: [$0], fallbacks: [])?.isFallback != false }
    }

    private static func document(_ message: MessageTemplate, _ languages: [String]) -> JSONValue {
        .object([
            ("id", .string(message.id.rawValue)), ("description", .string(message.description)),
            ("languages", .array(message.locales.keys.sorted().map { .string($0) })),
            ("missing_languages", .array(missing(message, languages).map { .string($0) })),
            ("urgency", .string(message.frame.urgency.rawValue)),
            ("sensitivity", .string(message.frame.sensitivity.rawValue)),
            (
                "fields",
                .array(
                    message.fields.map {
                        .object([
                            ("name", .string($0.name)), ("required", .bool($0.isRequired)),
                            ("example", .optional($0.example)),
                        ])
                    })
            ),
        ])
    }
}
