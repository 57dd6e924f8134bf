import ArgumentParser
import Community
import Engine
import Persistence
import PluginKit
import Scheduling

struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tells why a job reaches a member or does not: every rule in order, the first no marked.",
        discussion: """
            It is for the person, and for those who look after people: a pause, a stop or a consent is theirs.

            EXAMPLES
              milieu why nightly-check-in --member ana --as maria
              milieu why nightly-check-in --member olga --as maria --date 2026-11-19
            """)

    @OptionGroup var options: ProgramOptions
    @Argument(help: "The job.") var job: String
    @Option(help: "The member.") var member: String
    @Option(name: .customLong("as"), help: "Who reads: the person, or who looks after people.") var name: String?
    @Option(help: "What happened on that day.") var date: String?
    @Flag(help: "One JSON document.") var json = false

    func run() async throws {
        let workplace = try await options.open()
        let job = try options.job(job, in: workplace)
        let member = try await options.member(member, in: workplace)
        _ = try await options.reader(name, of: .standing, about: member, in: workplace)
        var day: CivilDate?
        if let date {
            day = CivilDate(iso8601: date)
            if day == nil { throw options.fail("expected a day such as 2026-11-20, found '\(date)'", .usage) }
        }
        let report = try await workplace.engine.why(job, member: member, day: day)
        json ? options.output.result(document(report).text()) : show(report)
    }

    private func show(_ report: WhyReport) {
        let output = options.output
        let name = report.member.preferredName.isEmpty ? report.member.id.rawValue : report.member.preferredName
        for past in report.history {
            let zone = report.zone.shown(past.run.nominal)
            if past.messages.isEmpty, past.leftOut.isEmpty {
                output.result(
                    "Run \(past.run.id) (\(zone)): \(past.run.state.rawValue); \(name) was not in its audience")
            }
            for left in past.leftOut {
                output.result("Run \(past.run.id) (\(zone)): left out, \(left.gate): \(left.reason)")
            }
            for message in past.messages {
                output.result(
                    "Run \(past.run.id) (\(zone)): \(message.state)\(message.reason.map { " (\($0))" } ?? "")")
            }
        }
        if let refusal = report.refusal {
            output.result(
                "\(name) does not get \(report.job) at \(report.zone.shown(report.at)). First reason: \(refusal.reason)."
            )
        } else {
            output.result("\(name) gets \(report.job) at \(report.zone.shown(report.at)).")
        }
        for line in report.lines {
            switch line.verdict {
            case .pass: output.result("  ✓ \(line.gate): \(line.seen ?? "")")
            case .hold(let until, let reason):
                output.result("  ! \(line.gate): \(reason), held until \(report.zone.shown(until))")
            case .leaveOut(let reason): output.result("  ✕ \(line.gate): \(reason)")
            case nil: output.result("  · \(line.gate): not asked after the first no")
            }
        }
    }

    private func document(_ report: WhyReport) -> JSONValue {
        .object([
            ("job", .string(report.job.rawValue)), ("member", .string(report.member.id.rawValue)),
            ("at", .string(report.at.iso8601)), ("reached", .bool(report.refusal == nil)),
            (
                "gates",
                .array(
                    report.lines.map { line in
                        let (verdict, reason): (String, String?) =
                            switch line.verdict {
                            case .pass: ("pass", line.seen)
                            case .hold(_, let reason): ("hold", reason)
                            case .leaveOut(let reason): ("no", reason)
                            case nil: ("not asked", nil)
                            }
                        return .object([
                            ("gate", .string(line.gate)), ("verdict", .string(verdict)), ("reason", .optional(reason)),
                        ])
                    })
            ),
            (
                "history",
                .array(
                    report.history.map {
                        .object([
                            ("run", .string($0.run.id)), ("state", .string($0.run.state.rawValue)),
                            ("left_out", .array($0.leftOut.map { .string($0.reason) })),
                            ("messages", .array($0.messages.map { .string($0.state) })),
                        ])
                    })
            ),
        ])
    }
}
