import Community
import Messages
import PluginKit
import Scheduling

/// Tells staff each morning how much of what waits for them, and operators what the program did.
///
/// A message says numbers and names nobody: who it is about is looked up here, with `milieu report --as NAME`.
struct DigestSendPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "digest.send",
        summary: "Tells staff how much waits for them, and operators what the program did, in numbers.",
        example: """
            uses: digest.send
            with:
              message: digest.staff
              report: digest.run-report
            """,
        reads: [.counts]
    )

    struct Settings: SettingsGroup {
        @Setting(
            "To facilitators, counselors, supervisors and staff, by its file under Config/messages; nothing waits, nothing is sent."
        )
        var message: MessageID

        @Setting("To operators, by its file under Config/messages; it comes also when all is well.")
        var report: MessageID

        @Setting("What the program did is counted over so long.")
        var within: Duration = .seconds(86_400)

        func validate() throws(BrokenRule) {
            try within.check("within", in: .hours(1)...(.days(7)))
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        guard !context.audience.isEmpty else { return Plan() }
        let counts = try await context.facts.nightCounts(since: context.nominalTime - settings.within)
        let end = context.nominalTime + .days(1)
        return Plan(
            context.audience.compactMap { person in
                if person.seesNames {
                    let waiting = counts.waiting(in: person.cohortsInCare(on: context.today)).filter {
                        $0.key.isFor(person)
                    }
                    guard !waiting.isEmpty else { return nil }
                    let values = kinds(of: waiting)
                    return .send(MessageDraft(settings.message, to: person.id, values: values, expiresAt: end))
                }
                guard person.isStaff, person.roles.contains(.operator) else { return nil }
                return .send(MessageDraft(settings.report, to: person.id, values: figures(counts), expiresAt: end))
            })
    }

    /// The matters as far as a message tells them apart: it is read on a telephone, and `milieu report` has the rest.
    private func kinds(of waiting: [NightMatter: Int]) -> [String: String] {
        var sums: [String: Int] = [:]
        for (matter, count) in waiting {
            switch matter {
            case .reachOut, .reviews, .welcome, .unpaired, .replies: sums["people", default: 0] += count
            case .decisions: sums["decisions", default: 0] += count
            case .safety: sums["safety", default: 0] += count
            case .concerns: sums["concerns", default: 0] += count
            case .deliveries, .coverage, .failing: sums["work", default: 0] += count
            }
        }
        return sums.mapValues { String($0) }
    }

    /// What an operator reads: of people only numbers of which nobody can be told.
    private func figures(_ counts: NightCounts) -> [String: String] {
        var values = ["runs": String(counts.runs.values.reduce(0, +))]
        values["failed_runs"] = counts.runs["failed"].map { String($0) }
        if let sent = counts.messages.counts["delivered"] {
            values["sent"] = sent.map { String($0) } ?? "<\(SmallCells.least)"
        }
        values["work"] = kinds(of: counts.waiting(in: nil))["work"]
        return values
    }
}
