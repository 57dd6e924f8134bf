import Community
import PluginKit
import Scheduling

/// Tells counselors, and later supervisors, that somebody has waited for a pair for long.
///
/// The notice names nobody: who waits, for how long and what would help stands in `milieu pairings list --waiting`.
struct PairingRemindPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "pairing.remind",
        summary: "Tells counselors, and later supervisors, that a newcomer has waited for a pair for long.",
        example: """
            uses: pairing.remind
            with:
              counselors_after: 7d
              supervisors_after: 14d
            """,
        scope: .group,
        reads: [.pairings]
    )

    struct Settings: SettingsGroup {
        @Setting("Counselors are told of somebody who has waited for so long.")
        var counselorsAfter: Duration = .seconds(7 * 86_400)

        @Setting("Supervisors are told when it has been so long; where there are none, everybody with the role staff.")
        var supervisorsAfter: Duration = .seconds(14 * 86_400)

        func validate() throws(BrokenRule) {
            guard counselorsAfter >= .seconds(86_400) else {
                throw BrokenRule("counselors_after", "expected at least 1d, found '\(counselorsAfter.yamlText)'")
            }
            guard supervisorsAfter >= counselorsAfter else {
                throw BrokenRule(
                    "supervisors_after",
                    "expected at least 'counselors_after' (\(counselorsAfter.yamlText)), found '\(supervisorsAfter.yamlText)'"
                )
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        let waiting = try await context.facts.waitingForAPair(among: context.audience.map(\.id))
        return Plan(
            [(Role.counselor, settings.counselorsAfter), (.supervisor, settings.supervisorsAfter)].compactMap {
                role, after in
                // One word for all of them, and another only when somebody else has waited for so long.
                let long = waiting.filter { context.now - $0.value >= after }
                guard let last = long.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
                return .tellStaff(
                    StaffNotice(
                        to: role, otherwise: role == .supervisor ? .staff : nil, see: "list --waiting",
                        key: "\(role.rawValue) \(last.key) waits since \(last.value.milliseconds)"))
            })
    }
}
