import ArgumentParser
import Definitions
import Delivery
import Foundation
import PluginKit

struct ChannelsAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Turns an address that you have into a channel's settings; changes no file of yours.",
        discussion: """
            Takes what Apprise and shoutrrr send by (slack://…, discord://…, mailtos://…, ntfys://…, tgram://…) and what
            platforms give out (https://hooks.slack.com/…, https://hc-ping.com/…). Prints the block to paste under
            'channels:' in Config/milieu.yaml. Secrets are split off: each is read from the file or variable that is
            named in the block.

            EXAMPLES
              milieu channels add team slack://xoxb-…/#counselors --for staff --agreement 'contract of 2026-03-01'
              milieu channels add letters 'mailtos://hello:…@example.org?smtp=mail.example.org'
              milieu channels add alerts https://ntfy.sh/… --secret-file /etc/milieu/alerts.secret
              milieu channels add push shoutrrr+ntfy://push.example.org/topic

            In an address '%' is written %25, and in passwords '/' %2F, '?' %3F, '#' %23 and '@' %40.
            Put the address in single quotes, so that the shell leaves it alone.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The channel's name, as people.csv will name it.") var name: String
    @Argument(help: "The address.") var url: String
    @Option(name: .customLong("for"), help: "Whom it reaches: members or staff.") var audience: Audience?
    @Option(help: "The agreement with the platform that covers it, in a few words.") var agreement: String?
    @Option(help: "Write the secret to this new file, which only you can read.") var secretFile: String?

    enum Audience: String, CaseIterable, ExpressibleByArgument { case members, staff }

    func validate() throws {
        guard !name.isEmpty, name.count <= 64,
            name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        else { throw ValidationError("expected a name of letters, digits, '-' and '_'") }
    }

    func run() throws {
        if FileManager.default.fileExists(atPath: "\(options.dir)/Config/milieu.yaml") {
            let taken = try options.channels().channels.first { $0.name == name }
            if let taken {
                throw options.fail("there is a channel '\(name)' already, at \(taken.node.place)", .usage)
            }
        }
        let reading = try AddressChoice(options: options).reading(of: url)
        guard let kind = channelKinds.first(where: { $0.id == reading.address.kind }) else {
            throw options.fail("there is no channel of kind '\(reading.address.kind)'", .usage)
        }
        let blocks = blocks(for: reading.address, kind)
        for block in blocks { try check(block, kind) }
        let files = try writeSecrets(of: blocks[0])
        options.output.say("Read \(reading.summary)")
        for note in reading.address.notes { options.output.say("note: \(note)") }
        if !reading.address.hasDestinationSetting, !reading.address.destinations.isEmpty {
            options.output.say("note: recipients are not taken over: each person has an address of their own")
        }
        if agreement == nil {
            options.output.say(
                "note: 'agreement' says none: when one with the platform covers this destination, name it by "
                    + "--agreement 'contract of 2026-03-01'; without one nothing about members may lead there")
        }
        options.output.say("Paste this under 'channels:' in Config/milieu.yaml:\n")
        options.output.result(blocks.map(\.yaml).joined(separator: "\n"))
        options.output.say("")
        for line in Set(blocks.flatMap { $0.instructions(files: files) }).sorted() { options.output.say(line) }
        options.output.say("next: milieu channels list, then milieu channels test \(blocks[0].name)")
    }

    /// One block for each destination of the address.
    private func blocks(for address: ChannelAddress, _ kind: ChannelKind) -> [PastedBlock] {
        var others: [(String, String)] = []
        if let audience { others.append(("for", audience.rawValue)) }
        if let agreement { others.append(("agreement", agreement)) }
        let isSplit = address.hasDestinationSetting && address.destinations.count > 1
        let addresses = isSplit ? address.destinations.map(address.addressed) : [address]
        return addresses.enumerated().map { index, address in
            PastedBlock(name: index == 0 ? name : "\(name)-\(index + 1)", address: address, kind: kind, others: others)
        }
    }

    private func check(_ block: PastedBlock, _ kind: ChannelKind) throws {
        let faults = kind.faults(in: block.node).filter { $0.severity == .error }
        guard let fault = faults.first else { return }
        let what = fault.message.replacing("\(block.node.path).", with: "").replacing("\(block.node.path): ", with: "")
        throw options.fail("\(what)\(fault.hint.map { " (\($0))" } ?? "")", .usage)
    }

    /// Writes the secrets that the address holds to files of their own; where they are, by the setting.
    private func writeSecrets(of block: PastedBlock) throws -> [String: String] {
        guard let secretFile else { return [:] }
        guard !block.secrets.isEmpty else {
            throw options.fail("this address holds no secret to write to a file", .usage)
        }
        var files: [String: String] = [:]
        for (index, secret) in block.secrets.enumerated() {
            let path = index == 0 ? secretFile : "\(secretFile).\(secret.name)"
            do {
                try DurableFile.createPrivate(path, text: secret.value.reveal() + "\n")
            } catch {
                throw options.fail("\(error)")
            }
            files[secret.name] = URL(fileURLWithPath: path).standardizedFileURL.path
        }
        return files
    }
}
