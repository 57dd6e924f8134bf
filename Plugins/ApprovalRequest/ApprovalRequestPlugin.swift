import Community
import PluginKit
import Scheduling

/// Waits until a counselor has decided on each proposed pair.
///
/// There is no automatic approval. Nobody waits for decisions on others either: as soon as a pair is approved the run
/// goes on with it, and one that is approved later is taken up by a run of its own.
struct ApprovalRequestPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "approval.request",
        summary: "Waits until a counselor has approved a proposed pair, or decided against all of them.",
        example: """
            uses: approval.request
            with:
              items: ${{ steps.propose.pairs }}
              expire_after: 7d
              on_expire: keep
            """,
        scope: .group,
        reads: [.decisions, .pairings],
        outputs: ["approved", "declined"]
    )

    struct Settings: SettingsGroup {
        @Setting("The pairs to decide on.")
        var items: [PairingID]

        @Setting("How long the decision may take.")
        var expireAfter: Duration = .seconds(7 * 86_400)

        @Setting("What happens to a pair that nobody decided on: it stays open, or is withdrawn.")
        var onExpire: ExpiryChoice = .keep

        func validate() throws(BrokenRule) {
            guard expireAfter >= .seconds(3_600) else {
                throw BrokenRule("expire_after", "expected at least 1h, found '\(expireAfter.yamlText)'")
            }
        }
    }

    private let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try Task.checkCancellation()
        guard !settings.items.isEmpty else { return Plan(outcome: .skip(because: "there is nothing to decide")) }
        let pairings = try await context.facts.pairings(settings.items)
        let requested = try await context.facts.requestedDecisions()
        let open = pairings.filter { $0.state == .proposed }
        let outputs = [
            "approved": pairings.filter { $0.state == .approved }.map(\.id.rawValue),
            "declined": pairings.filter { $0.state == .declined }.map(\.id.rawValue),
        ]
        guard !open.isEmpty else { return Plan(outputs: outputs) }
        // What stays open may be approved at any time; what is to be withdrawn in time needs a run that waits.
        if settings.onExpire == .keep, !requested.isEmpty, pairings.contains(where: { $0.state == .approved }) {
            return Plan(outputs: outputs)
        }
        let until = requested.values.min() ?? context.now + settings.expireAfter
        if until <= context.now {
            let withdrawals = settings.onExpire == .withdraw ? open.map { Effect.advance($0.id, .withdraw) } : []
            return Plan(withdrawals, outputs: outputs)
        }
        let requests = open.filter { requested[$0.id] == nil }.map {
            Effect.requestDecision(on: $0.id, until: until, onExpire: settings.onExpire)
        }
        return Plan(requests, outcome: .wait(until: until), outputs: outputs)
    }
}
