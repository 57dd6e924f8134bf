import Community
import Engine
import Persistence
import Scheduling

/// What people hold that no job may touch: their own words and how they stand with their goals, and who asked for somebody to
/// look in.
struct HeldThings: Sendable {
    private let goals: [GoalID: Goal]
    private let flags: Set<String>

    init(of store: Store) async throws {
        goals = try await Self.goals(of: store)
        flags = Set(try await store.safetyFlags().map(\.id))
    }

    private static func goals(of store: Store) async throws -> [GoalID: Goal] {
        var goals: [GoalID: Goal] = [:]
        var cursor = ""
        while true {
            let page = try await store.people(after: cursor, limit: 1_000)
            for member in page {
                for goal in try await store.goals(of: member.id, in: GoalState.allCases) { goals[goal.id] = goal }
            }
            guard let last = page.last, page.count == 1_000 else { return goals }
            cursor = last.id.rawValue
        }
    }

    /// What is broken in how they stand now.
    ///
    /// `reviewed`: People who have answered a review of their goals since, and so may have moved them.
    /// `raised`: Flags that were seen open since.
    func faults(in store: Store, reviewed: Set<MemberID>, raised: Set<String>) async throws -> [String] {
        let now = try await Self.goals(of: store)
        var faults: [String] = []
        for (id, goal) in goals.sorted(by: { $0.key < $1.key }) {
            guard let other = now[id] else {
                faults.append("goal \(id): it is gone")
                continue
            }
            if Array(other.ownWords.utf8) != Array(goal.ownWords.utf8) {
                faults.append("goal \(id): its owner's words were changed")
            }
            if other.state != goal.state, !reviewed.contains(goal.member) {
                faults.append(
                    "goal \(id): it went from \(goal.state.rawValue) to \(other.state.rawValue) without its owner")
            }
        }
        let open = Set(try await store.safetyFlags().filter { $0.acknowledgedBy == nil }.map(\.id))
        for id in flags.union(raised).subtracting(open).sorted() {
            let steps = try await store.safetyHistory(of: id).steps
            if !steps.contains(where: { $0.event.needsPerson && !$0.who.isEmpty }) {
                faults.append("flag \(id.prefix(4).uppercased()): it ended without anybody")
            }
        }
        return faults
    }
}
