/// What a person is in the program; one person may hold several roles together.
///
/// A *mentor* is a member who has been there longer. A *newcomer* is a member in their first days, which their date of joining
/// says (`Member.isNewcomer`); written down, the word says that somebody is still new here when those days are over, such as
/// who waits for company. Roles decide who is in a job's audience, and by `permissions` who may do what; they say nothing
/// about anybody's health.
public enum Role: String, CaseIterable, Codable, Comparable, Sendable {
    case member
    case newcomer
    case mentor
    case peerWorker = "peer_worker"
    case facilitator
    case counselor
    case supervisor
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
