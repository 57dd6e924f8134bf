import ArgumentParser
import Community
import Delivery
import Engine
import Foundation
import Messages
import PluginKit
import Scheduling

struct MessagesPreview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preview", abstract: "Shows a message as somebody would get it; sends nothing.",
        discussion: """
            EXAMPLES
              milieu messages preview check-in.evening
              milieu messages preview check-in.evening --example right-to-left --locale ar
              milieu messages preview check-in.evening --member ana --channel letters
              milieu messages preview check-in.evening --html /tmp/letter.html

            Fields that only a job knows show the example that the message's file gives. Exits with 1 when nobody with
            these values would get the message, or the channel cannot carry it.
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The message.") var id: String
    @Option(help: "As this member would get it.") var member: String?
    @Option(
        help: "As an invented reader: \(MessageExample.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: Self.example)
    var example: MessageExample?
    @Option(help: "In this language.") var locale: String?
    @Option(help: "Also what this channel of Config/milieu.yaml would send.") var channel: String?
    @Option(help: "Write the page for e-mail to this file.") var html: String?
    @Flag(help: "One JSON document.") var json = false

    private static func example(_ name: String) throws -> MessageExample {
        if let example = MessageExample(rawValue: name) { return example }
        let known = MessageExample.allCases.map(\.rawValue)
        throw ValidationError(
            "expected one of \(known.joined(separator: ", ")), found '\(name)'\(Suggestion.phrase(for: name, among: known))"
        )
    }

    func validate() throws {
        guard member == nil || example == nil else {
            throw ValidationError("name a member or an example, not both")
        }
    }

    func run() async throws {
        let workplace = try await member.asyncMap { _ in try await options.open() }
        let catalog = try workplace?.engine.catalog ?? options.catalog()
        let template = try message(in: catalog)
        var reader: Member?
        if let member, let workplace { reader = try await options.member(member, in: workplace) }
        let configuration = catalog.configuration
        var values = (example ?? .usual).values(for: template, label: configuration.label)
        if let reader {
            let own = MessageValues.all(given: [:], for: reader, configuration: configuration, hasLink: false)
            values.merge(own) { _, own in own }
        }
        let languages = locale.map { [$0.lowercased()] } ?? reader?.languages ?? configuration.languages
        let rendered = template.render(values, languages: languages, fallbacks: configuration.languages)
        guard let rendered else { throw options.fail("message '\(id)' has no text in any language") }
        let preview = MessagePreview(
            id: template.id,
            shownTo: reader.map { "member \($0.id)" } ?? "the example '\((example ?? .usual).rawValue)'",
            message: rendered, fault: template.fault(in: values),
            channel: try channel.map { try parts($0, rendered, to: reader, template.id, configuration) })
        if let html {
            guard FileManager.default.createFile(atPath: html, contents: Data(rendered.html.utf8)) else {
                throw options.fail("cannot write '\(html)'")
            }
        }
        options.output.result(json ? preview.document.text() : preview.text)
        if let html { options.output.say("The page for e-mail is in \(html).") }
        if preview.fault != nil || preview.channel?.refusal != nil { throw ExitStatus.failed.code }
    }

    private func message(in catalog: ProgramCatalog) throws -> MessageTemplate {
        if let message = catalog.messages[MessageID(id)] { return message }
        let known = catalog.messages.keys.map(\.rawValue).sorted()
        throw options.fail("no message '\(id)' in Config/messages\(Suggestion.phrase(for: id, among: known))")
    }

    /// What the channel would send, each part by itself; why it cannot, when it cannot.
    private func parts(
        _ name: String, _ message: RenderedMessage, to reader: Member?, _ id: MessageID,
        _ configuration: ProgramConfiguration
    ) throws -> MessagePreview.Channel {
        let channels = try makeChannels(configuration.channels, program: ProgramIdentity(label: configuration.label))
        guard let channel = channels[name] else {
            throw options.fail(
                "no channel '\(name)' in Config/milieu.yaml\(Suggestion.phrase(for: name, among: channels.keys.sorted()))"
            )
        }
        let contact = reader?.contact.flatMap { $0.channel == name ? $0.address : nil }
        let envelope = Envelope(
            id: String(repeating: "0", count: 32), address: contact ?? "somebody@example.org", message: id,
            createdAt: SystemClock().now())
        do {
            let parts = try channel.compose(message, for: envelope).map { String(decoding: $0, as: UTF8.self) }
            return MessagePreview.Channel(name: name, parts: parts, refusal: nil)
        } catch {
            return MessagePreview.Channel(name: name, parts: [], refusal: error.description)
        }
    }
}

extension Optional {
    fileprivate func asyncMap<Other>(_ transform: (Wrapped) async throws -> Other) async throws -> Other? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
