import ArgumentParser
import Community
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

struct MembersExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes everything that is held about one person, for them.",
        discussion: """
            One JSON document under plain names, with the questions as they were asked. What would tell of somebody else is
            left out, and the document says so. It ends with 'export_notice' of Config/milieu.yaml. What they answered for
            themselves alone is in it: it is made by them, or by a counselor or supervisor to hand it to them.

            EXAMPLES
              milieu members export ana --as maria --to ana.json      a file that nobody else may read
              milieu members export ana --as ana | less
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "Whose record it is.") var id: String
    @Option(name: .customLong("as"), help: "Who does it: the person, or who hands it to them.") var actor: String
    @Option(help: "A new file; standard output when left out.") var to: String?

    func run() async throws {
        let workplace = try await options.open()
        let member = try await options.member(id, in: workplace)
        _ = try await options.reader(actor, of: .record, about: member, in: workplace)
        guard let record = try await workplace.store.record(of: member.id) else {
            throw options.fail("no member '\(id)'; see milieu members list")
        }
        let text = RecordDocument(
            record, of: member.id, at: workplace.clock.now(),
            notice: workplace.engine.catalog.configuration.exportNotice
        ).json.text()
        guard let to else { return options.output.result(text) }
        guard !FileManager.default.fileExists(atPath: to) else {
            throw options.fail("'\(to)' is there already; give the name of a new file")
        }
        try DurableFile.createPrivate(to, text: text + "\n")
        options.output.say("Wrote what is held about \(member.id) to \(to), which nobody else may read.")
    }
}

/// A record as one JSON document.
struct RecordDocument {
    let json: JSONValue

    init(_ record: PersonalRecord, of id: MemberID, at now: Instant, notice: String?) {
        var members: [(String, JSONValue)] = [
            ("record of", .string(id.rawValue)), ("made", .string(now.iso8601)),
        ]
        members += record.sections.map { section in
            (section.title, .array(section.rows.map { .object($0.map { ($0.name, Self.json($0.value)) }) }))
        }
        members.append(
            (
                "not in this document, whether there is any of it or not",
                .array(record.withheld.map { .string($0) })
            ))
        if let notice { members.append(("notice", .string(notice))) }
        json = .object(members)
    }

    private static func json(_ value: RecordValue) -> JSONValue {
        switch value {
        case .none: .null
        case .text(let text): .string(text)
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        case .time(let instant): .string(instant.iso8601)
        case .bytes(let bytes):
            .array(
                (PayloadParts.parts(of: bytes) ?? [bytes]).map { .string(String(decoding: $0, as: UTF8.self)) })
        case .list(let items): .array(items.map(json))
        case .map(let members): .object(members.map { ($0.name, json($0.value)) })
        }
    }
}
