public import Community
import Persistence
public import Scheduling

/// Somebody with whom a person of the program could be in touch.
///
/// No score and no count: since when they are quiet, or what they wish for.
public struct ReachOut: Hashable, Sendable {
    public let member: Member
    /// nil for somebody who wishes for a call, or another way, and is not quiet.
    public let quietSince: Instant?
    public let wish: Wish?

    /// How they would like somebody to be in touch.
    public enum Wish: String, Sendable {
        case call
        case otherWay = "other_way"
    }
}

extension ProgramEngine {
    /// The facilitator's list: people who have been quiet for a while, and those who wished for a call or another way, the
    /// longest quiet first.
    ///
    /// Whoever stopped all messages asked to be left in peace, and is not on it.
    public func reachOut() async throws -> [ReachOut] {
        var list: [ReachOut] = []
        var cursor = ""
        let now = clock.now()
        while true {
            let page = try await store.people(after: cursor, limit: 1_000)
            let ids = page.map(\.id)
            let asks = try await store.asksSinceAnswer(of: ids, since: now - QuietLadder.reach)
            let wishes = try await store.preferences(.contact, of: ids)
            for member in page where !member.hasStopped {
                let standing = QuietLadder.standing(asks[member.id] ?? [], at: now)
                let wish = wishes[member.id].flatMap(ReachOut.Wish.init)
                guard standing.rung.isListed || wish != nil else { continue }
                list.append(
                    ReachOut(
                        member: member, quietSince: standing.rung.isListed ? standing.quietSince : nil, wish: wish))
            }
            guard let last = page.last, page.count == 1_000 else { break }
            cursor = last.id.rawValue
        }
        return list.sorted {
            ($0.quietSince ?? now, $0.member.id) < ($1.quietSince ?? now, $1.member.id)
        }
    }
}
