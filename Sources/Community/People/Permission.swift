/// What the program asks before it lets somebody do or see something about another person.
///
/// What is not granted is refused. Nobody's role grants a change of somebody else's goal, as only its owner changes it, and
/// none grants anything about oneself: whoever is both a counselor and a member reads of themselves what a member reads.
public enum Permission: String, CaseIterable, Sendable {
    /// Who is here, and when what takes place.
    case seeNames
    /// Told of the work of the program, also while members' messages are stopped.
    case workHere
    /// Propose, approve, decline, rest and end pairs.
    case decidePairs
    /// Goals and answers that their giver lets the care team read.
    case readCare
    /// Scores of instruments, and of goals.
    case readScores
    /// A plan's own wording beside a goal.
    case keepPlan
    /// Take on a flag that asks for a person, and close it.
    case followUp
}

extension Role {
    /// What each role grants; with `staff`, those whose work is not care keep `seeNames` and `workHere` alone.
    public static let permissions: [Role: Set<Permission>] = [
        .member: [],
        .newcomer: [],
        .mentor: [.seeNames],
        .peerWorker: [.seeNames],
        .facilitator: [.seeNames, .workHere],
        .counselor: [.seeNames, .workHere, .decidePairs, .readCare, .readScores, .keepPlan, .followUp],
        .supervisor: [.seeNames, .workHere, .decidePairs, .readCare, .readScores, .followUp],
        .staff: [.seeNames, .workHere, .followUp],
        .operator: [.workHere],
    ]
}

extension Member {
    /// Whether one of their roles lets them, as far as it concerns nobody in particular.
    public func may(_ permission: Permission) -> Bool {
        roles.contains { role in
            guard Role.permissions[role]?.contains(permission) ?? false else { return false }
            let isCare = permission != .seeNames && permission != .workHere
            return !(role == .staff && isCare && staffKind.map { !$0.isClinical } ?? false)
        }
    }

    /// Whether one of their roles lets them where it concerns `other`: about themselves none does.
    public func may(_ permission: Permission, about other: MemberID) -> Bool { other != id && may(permission) }
}
