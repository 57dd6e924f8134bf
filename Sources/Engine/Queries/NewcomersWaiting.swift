public import Community
import Persistence
import PluginKit
public import Scheduling

/// A newcomer who wishes for a pair and has none.
public struct WaitingNewcomer: Sendable {
    public let newcomer: Member
    /// When their last pair came to its end, or else when they joined.
    public let since: Instant
    /// Whole days since then.
    public let days: Int
    /// What the last round said of them, which reveals no do-not-pair; nil when no round looked.
    public let reason: String?
}

extension ProgramEngine {
    /// The newcomers who wish for a pair and have none, those who wait longest first.
    public func newcomersWaiting() async throws -> [WaitingNewcomer] {
        let now = clock.now()
        let pairs = try await store.pairings()
        let taken = Set(pairs.filter(\.state.takesAPlace).map(\.newcomer))
        var last: [MemberID: Instant] = [:]
        // A proposal that came to nothing was no company.
        for pair in pairs where [.closing, .closed, .ended, .endedForSafety].contains(pair.state) {
            last[pair.newcomer] = max(last[pair.newcomer] ?? pair.changedAt, pair.changedAt)
        }
        let reasons = try await store.lastReasons(of: "pairing.propose")
        var waiting: [WaitingNewcomer] = []
        var cursor = ""
        while true {
            let page = try await store.people(after: cursor, limit: 1_000)
            for member in page where !taken.contains(member.id) {
                let today = today(of: member, at: now)
                guard member.counts(as: .newcomer, on: today, newcomerDays: catalog.configuration.newcomerDays)
                else { continue }
                // Whoever paused waits on; whoever has no wish for company, or is gone, does not wait.
                let obstacle = PairingObstacle.of(member, .newcomer, at: now)
                guard obstacle == nil || obstacle == .paused(.newcomer) else { continue }
                let joined = member.joinedOn.map(programZone.firstInstant(of:))
                let since = last[member.id] ?? joined ?? now
                waiting.append(
                    WaitingNewcomer(
                        newcomer: member, since: since, days: max(0, Int((now - since).components.seconds / 86_400)),
                        reason: reasons[member.id]))
            }
            guard let next = page.last, page.count == 1_000 else { break }
            cursor = next.id.rawValue
        }
        return waiting.sorted { ($0.since, $0.newcomer.id) < ($1.since, $1.newcomer.id) }
    }
}
