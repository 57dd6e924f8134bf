import Foundation
import PluginKit
import Scheduling
import TestSupport

/// An invented program in which a lot happens: several jobs, some of them in each other's way.
enum EventfulProgram {
    /// Jobs by id with what starts them by the clock, and whether that is each person's own.
    static let schedules: [(job: String, cron: String, isOnOwnClock: Bool)] = [
        ("rounds", "0 7,11,15,19 * * *", true),
        ("pairs", "30 9 * * *", false),
        ("circle-early", "15 */3 * * *", false),
        ("circle-late", "20 */3 * * *", false),
        ("latest-only", "*/20 * * * *", false),
    ]

    /// Job `welcome` is started by these.
    static let events = ["check-in.answered", "pairing.accepted"]

    /// Writes the program's files.
    static func write(to folder: TemporaryFolder) throws {
        for name in ["Config/milieu.yaml", "Config/crisis.yaml", "Config/people.csv"] {
            let text = try String(contentsOfFile: "\(Repository.root)/\(name)", encoding: .utf8)
            try folder.write(
                text.replacing("per_day: 2", with: "per_day: 100").replacing("per_week: 14", with: "per_week: 700"),
                to: name)
        }
        for kind in ["messages", "questionnaires"] {
            let path = "Config/\(kind)"
            try FileManager.default.copyItem(
                atPath: "\(Repository.root)/\(path)", toPath: "\(folder.path)/\(path)")
        }
        for (job, cron, isOnOwnClock) in schedules {
            let zone = isOnOwnClock ? "\n      timezone: member" : ""
            let trigger = "  schedule:\n    - cron: \"\(cron)\"\(zone)\n"
            try folder.write(
                "id: \(job)\nname: \(job)\non:\n\(trigger)  manual: {}\n\(bodies[job] ?? "")", to: "Jobs/\(job).yaml")
        }
        let names = events.map { "    - { name: \($0) }\n" }.joined()
        try folder.write("id: welcome\nname: Welcome\non:\n  event:\n\(names)\(remind)", to: "Jobs/welcome.yaml")
    }

    private static let remind = "steps:\n  - uses: reminder.send\n    with: { message: group.today }\n"

    /// Two steps with a wait between them, one run after the other, all of them made up for.
    private static let circle = """
        catch_up_runs: all
        catch_up: 6h
        concurrency: { group: circle, overlap: queue }
        steps:
          - id: first
            uses: reminder.send
            with: { message: group.today }
          - id: second
            uses: reminder.send
            after: 40m
            with: { message: group.today }

        """

    private static let bodies = [
        "rounds": """
        audience: { roles: [member], where: not paused }
        catch_up: 2h
        steps:
          - id: ask
            uses: check-in.ask
            with: { questionnaire: evening, message: check-in.evening, answer_within: 16h }

        """,
        "pairs": """
        audience: { roles: [newcomer], where: mentor == none }
        concurrency: { group: pairing, overlap: queue }
        steps:
          - id: propose
            uses: pairing.propose
            with: { cool_down: 1h, mentors: { roles: [mentor], where: open_places > 0 } }
          - id: review
            uses: approval.request
            with: { items: "${{ steps.propose.pairs }}", expire_after: 4h, on_expire: withdraw }
          - id: invite
            uses: pairing.invite
            with:
              pairs: ${{ steps.review.approved }}
              message_newcomer: pairing.ask-newcomer
              message_mentor: pairing.ask-mentor
              answer_within: 5h

        """,
        "circle-early": circle,
        "circle-late": circle,
        "latest-only": "concurrency: { overlap: skip }\ncatch_up: none\n" + remind,
    ]

    /// The times at which `cron` fires after one instant, up to the other.
    static func fires(
        of cron: String, for job: String, in zone: ZoneRules, after start: Instant, through end: Instant
    ) throws -> [Instant] {
        let expression = try CronExpression(parsing: cron, hashing: job)
        var fires: [Instant] = []
        var position = start
        while let fire = expression.next(after: position, in: zone), fire.instant <= end {
            fires.append(fire.instant)
            position = fire.instant
        }
        return fires
    }
}
