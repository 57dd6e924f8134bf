public import Community
import Persistence
import PluginKit
public import Scheduling

/// Somebody with whom a person of the program could be in touch.
///
/// No score and no count: since when they are quiet, or what they wish for.
public struct ReachOut: Hashable, Sendable {
    public let member: Member
    /// nil for somebody who wishes for a call, or another way, and is not quiet.
    public let quietSince: Instant?
    public let wish: Wish?
    /// Whether they were in contact with nobody, or with one person only, for a while.
    public let hasFewPeers: Bool

    /// How they would like somebody to be in touch.
    public enum Wish: String, Sendable {
        case call
        case otherWay = "other_way"
    }
}

extension ProgramEngine {
    /// For so long back it is looked at who was in contact.
    static let contactReach: Duration = .days(14)
    /// Fewer people than these to be in contact with are hardly anybody.
    static let fewPeers = 2

    /// The facilitator's list: people who have been quiet for a while, those who wished for a call or another way, and those
    /// who were in contact with hardly anybody; the longest quiet first.
    ///
    /// Whoever stopped all messages asked to be left in peace, and is not on it, unless they wished for a call since; nor is
    /// who has left, or has not begun.
    public func reachOut() async throws -> [ReachOut] {
        var list: [ReachOut] = []
        var cursor = ""
        let now = clock.now()
        // Where nobody keeps who is in contact, having none says nothing about anybody.
        let since = now - Self.contactReach
        let contacts = try await store.keepsContacts(since: since) ? try await store.contacts(since: since) : nil
        while true {
            let page = try await store.people(after: cursor, limit: 1_000)
            let ids = page.map(\.id)
            let asks = try await store.asksSinceAnswer(of: ids)
            let wishes = try await store.preferences(.contact, of: ids)
            for member in page where isHere(member, at: now) && (!member.hasStopped || wishes[member.id] != nil) {
                let standing = QuietLadder.standing(asks[member.id] ?? [], at: now)
                let wish = wishes[member.id].flatMap(ReachOut.Wish.init)
                let peers = contacts.map { $0[member.id]?.count ?? 0 }
                let isQuiet = standing.rung.isListed && !member.hasStopped
                let hasFew =
                    member.roles.contains(.member) && !member.hasStopped && peers.map { $0 < Self.fewPeers } ?? false
                guard isQuiet || wish != nil || hasFew else { continue }
                list.append(
                    ReachOut(
                        member: member, quietSince: isQuiet ? standing.quietSince : nil, wish: wish,
                        hasFewPeers: hasFew))
            }
            guard let last = page.last, page.count == 1_000 else { break }
            cursor = last.id.rawValue
        }
        return list.sorted {
            ($0.quietSince ?? now, $0.member.id) < ($1.quietSince ?? now, $1.member.id)
        }
    }

    private func isHere(_ member: Member, at now: Instant) -> Bool {
        member.stage(
            at: now, in: zone(ofMemberIn: member.timeZone), newcomerDays: catalog.configuration.newcomerDays
        ).isHere
    }
}
