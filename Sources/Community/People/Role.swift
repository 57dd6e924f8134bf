/// What a person is in the program; one person may hold several roles together.
///
/// A *newcomer* is a member in their first days and a *mentor* one who has been there longer. Roles decide who is in a
/// job's audience and who may decide on a pair; they say nothing about anybody's health.
public enum Role: String, CaseIterable, Codable, Comparable, Sendable {
    case member
    case newcomer
    case mentor
    case peerWorker = "peer_worker"
    case facilitator
    case counselor
    case staff
    case `operator`

    /// Whether somebody with these roles works for the program and is no member of it.
    ///
    /// A mentor is a member; somebody who is both counts as a member.
    public static func areOfStaff(_ roles: Set<Role>) -> Bool {
        !roles.isEmpty && roles.isDisjoint(with: [.member, .newcomer, .mentor])
    }

    public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
