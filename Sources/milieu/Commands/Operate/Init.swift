import ArgumentParser
import Definitions
import Foundation
import PluginKit
import Scheduling

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the files of a first program; nothing is sent before you say so.",
        discussion: """
            EXAMPLES
              milieu init riverside
              milieu init riverside --timezone Europe/Warsaw --label Nadrzecze

            Jobs arrive disabled, and messages go to the screen until you name a channel.
            """)

    @Argument(help: "The folder, which may be empty or not there yet.") var folder = "."
    @Option(help: "The program's IANA zone.") var timezone = "Europe/Lisbon"
    @Option(help: "The neutral name that people see.") var label = "Riverside"

    func run() throws {
        let output = Output()
        let zones = ZoneDatabase()
        do {
            _ = try zones.rules(named: timezone)
        } catch {
            output.complain("error: \(error)\(Suggestion.phrase(for: timezone, among: zones.names()))")
            throw ExitStatus.usage.code
        }
        guard label.allSatisfy({ $0.isLetter || $0.isNumber || " -'".contains($0) }), !label.isEmpty else {
            output.complain("error: expected a label of letters, digits and blanks, found '\(label)'")
            throw ExitStatus.usage.code
        }
        for name in ["Jobs", "Config"] where FileManager.default.fileExists(atPath: "\(folder)/\(name)") {
            output.complain("error: '\(folder)/\(name)' is there already; nothing was written, as your files are yours")
            throw ExitStatus.failed.code
        }
        try StarterFiles.write(to: folder) { path, text in
            switch path {
            case "Config/milieu.yaml":
                text.replacing("timezone: Europe/Lisbon", with: "timezone: \(timezone)")
                    .replacing("label: Riverside", with: "label: \(label)")
            case "Config/people.csv": Self.people(timezone)
            case _ where path.hasPrefix("Jobs/") && !text.contains("\nenabled:"):
                text.replacing("\n\non:", with: "\nenabled: false\n\non:")
            default: text
            }
        }
        for (path, text) in try Reference.pages() where path.hasPrefix("Config/schema/") {
            let full = URL(fileURLWithPath: folder).appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: full.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: full, atomically: true, encoding: .utf8)
        }
        output.result("Wrote a program to \(folder): Jobs/ (all disabled) and Config/")
        output.say("next: edit \(folder)/Config/people.csv, then  milieu members import Config/people.csv")
    }

    /// Two invented people, by the names of their columns, whatever others there are.
    private static func people(_ zone: String) -> String {
        let rows: [[String: String]] = [
            [
                "id": "example-ana", "preferred_name": "Ana", "languages": "pt en", "time_zone": zone,
                "roles": "member newcomer", "interests": "gardening", "channel": "screen", "address": "ana",
                "consents": "check_in reminders goals pairing",
            ],
            [
                "id": "example-joana", "preferred_name": "Joana", "languages": "pt", "time_zone": zone,
                "roles": "member mentor", "interests": "gardening", "capacity": "2", "channel": "screen",
                "address": "joana", "trainings": "orientation", "consents": "check_in pairing",
            ],
        ]
        let lines = [RosterReader.columns] + rows.map { row in RosterReader.columns.map { row[$0] ?? "" } }
        return lines.map { $0.joined(separator: ",") + "\n" }.joined()
    }
}
