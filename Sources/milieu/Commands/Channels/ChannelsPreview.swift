import ArgumentParser
import Definitions
import Delivery
import Messages
import PluginKit

struct ChannelsPreview: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Shows the requests that a message would be sent by, and sends nothing.",
        discussion: """
            EXAMPLES
              milieu channels preview team --title 'Tonight' --body 'The group meets at **19:30**.'
              milieu channels preview 'slack://xoxb-…/#general' --title Hello --body Hi --json

            --json prints an array of {method, url, headers, body}, exactly as they would be sent: it holds the secrets
            that the platform wants in its address or headers, so keep it to yourself. Without --json they are masked,
            unless you say --show-secrets. A mail has the method SMTP, and the mail's own headers and body.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "A channel's name, or an address as in channels add.") var channel: String
    @Option(help: "The message's title, which can be read on a lock screen.") var title: String
    @Option(help: "The message: CommonMark, or plain text.") var body: String
    @Option(help: "Where it would go, such as a person's address; the channel's own destination without it.")
    var to: String?
    @Flag(help: "One JSON document with the requests as they would be sent, secrets included.") var json = false
    @Flag(help: "Mask nothing.") var showSecrets = false

    func run() throws {
        let ways = try channel.contains("://") ? addressed() : [named()]
        let message = TrialMessage.message(title: title, body: body)
        var requests: [PreviewedRequest] = []
        for way in ways {
            let envelope = TrialMessage.envelope(
                to: to ?? way.recipient, id: Digest.hex(of: "\(channel)\u{0}\(title)\u{0}\(body)"),
                at: SystemClock().now())
            let mask = SecretMask(json || showSecrets ? [] : way.secrets)
            do {
                for (index, part) in try way.channel.compose(message, for: envelope).enumerated() {
                    let outgoing = try way.channel.outgoing(part, index: index, for: envelope, at: envelope.createdAt)
                    requests.append(PreviewedRequest(outgoing).masked(by: mask))
                }
            } catch {
                throw options.fail(
                    envelope.address.isEmpty ? "\(error); say where it goes with --to" : "\(error)", .usage)
            }
        }
        if json { return options.output.result(JSONValue.array(requests.map(\.document)).text()) }
        options.output.result(requests.map(\.text).joined(separator: "\n\n"))
        options.output.say("\n\(requests.count) request\(requests.count == 1 ? "" : "s"); nothing was sent")
    }

    /// One way that a message would go.
    private struct Way {
        let channel: any Channel
        /// Empty for the channel's own destination.
        let recipient: String
        let secrets: [String]
    }

    private func named() throws -> Way {
        let result = try options.channels()
        let made = try options.channel(channel, in: result)
        let node = result.channels.first { $0.name == channel }?.node
        let kind = channelKinds.first { $0.id == node?["kind"]?.text }
        return Way(channel: made, recipient: "", secrets: SecretMask.secrets(of: node, kind))
    }

    private func addressed() throws -> [Way] {
        let reading = try AddressChoice(options: options).reading(of: channel)
        let address = reading.address
        guard let kind = channelKinds.first(where: { $0.id == address.kind }) else {
            throw options.fail("there is no channel of kind '\(address.kind)'", .usage)
        }
        if !json { options.output.say("Read \(reading.summary)") }
        for note in address.notes { options.output.say("note: \(note)") }
        let isSplit = address.hasDestinationSetting && address.destinations.count > 1
        let each = isSplit ? address.destinations.map(address.addressed) : [address]
        var ways: [Way] = []
        for address in each {
            let block = PastedBlock(name: "preview", address: address, kind: kind, others: [])
            if block.hasStandIn, ways.isEmpty {
                options.output.say("note: signed with a secret of zeros, as the address holds none")
            }
            let faults = kind.faults(in: block.node).filter { $0.severity == .error }
            if let fault = faults.first { throw options.fail(fault.message, .usage) }
            let made: any Channel
            do {
                made = try ChannelFactory.make("preview", block.node, label: "Milieu")
            } catch {
                throw options.fail("\(error)", .usage)
            }
            let secrets = SecretMask.secrets(of: block.node, kind)
            // A mail goes to those that the address names, and to its sender when it names nobody.
            var recipients = address.hasDestinationSetting ? [""] : address.destinations
            if recipients.isEmpty {
                if case .plain(let from)? = address["from"] { recipients = [from] } else { recipients = [""] }
            }
            for recipient in to == nil ? recipients : [""] {
                ways.append(Way(channel: made, recipient: recipient, secrets: secrets))
            }
        }
        return ways
    }
}
