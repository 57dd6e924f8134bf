import ArgumentParser
import Definitions
import Delivery
import PluginKit

struct ChannelsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the channels, and whether each can be used.",
        discussion: "EXAMPLES\n  milieu channels list\n  milieu channels list --json")

    @OptionGroup var options: ProgramOptions
    @Flag(help: "One JSON document.") var json = false

    /// One line of the list.
    private struct Line {
        let name: String
        let kind: String
        let audience: String
        let endpoint: String?
        /// nil when it can be used.
        let reason: String?
    }

    func run() throws {
        let result = try options.channels()
        guard let configuration = result.configuration else { throw options.invalid(result.diagnostics, in: result) }
        let lines = result.channels.map { line(for: $0, label: configuration.label) }
        if json {
            let documents = lines.map { line in
                JSONValue.object([
                    ("name", .string(line.name)), ("kind", .string(line.kind)), ("for", .string(line.audience)),
                    ("endpoint", .optional(line.endpoint)), ("usable", .bool(line.reason == nil)),
                    ("reason", .optional(line.reason)),
                ])
            }
            return options.output.result(JSONValue.array(documents).text())
        }
        guard !lines.isEmpty else { return options.output.say("No channels. See milieu channels add --help") }
        var table = TextTable(["channel", "kind", "for", "endpoint", "can be used"])
        for line in lines {
            table.rows.append([
                line.name, line.kind, line.audience, line.endpoint ?? "", line.reason.map { "no: \($0)" } ?? "yes",
            ])
        }
        options.output.result(table.text)
    }

    private func line(for channel: ChannelsResult.Channel, label: String) -> Line {
        let kind = channel.node["kind"]?.text ?? "?"
        let audience = channel.node["for"]?.text ?? "members"
        func line(_ endpoint: String?, _ reason: String?) -> Line {
            Line(name: channel.name, kind: kind, audience: audience, endpoint: endpoint, reason: reason)
        }
        if let fault = channel.fault { return line(nil, fault.message) }
        do {
            return line(try ChannelFactory.make(channel.name, channel.node, label: label).endpoint, nil)
        } catch {
            return line(nil, "\(error)")
        }
    }
}
