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
    /// Take on a flag that asks for a person, and close it; read what people write back, and what did not sit well with them
    /// once its hold is over.
    case followUp
    /// How people are doing with the program: what was sent to them and why not, who has been quiet, who wishes for a call.
    case lookAfter
    /// Hand somebody all that is held about them, answers for themselves alone among it, and erase them.
    case keepRecords
}

extension Role {
    /// What each role grants while somebody is here.
    ///
    /// With `staff`, those whose work is not care keep `seeNames` and `workHere` alone. An operator of whom nobody said what
    /// they do as staff keeps the program running by numbers: `staff` adds `followUp` to that, and nothing else.
    public static let permissions: [Role: Set<Permission>] = [
        .member: [],
        .newcomer: [],
        .mentor: [.seeNames],
        .peerWorker: [.seeNames],
        .facilitator: [.seeNames, .workHere, .lookAfter],
        .counselor: [
            .seeNames, .workHere, .decidePairs, .readCare, .readScores, .keepPlan, .followUp, .lookAfter, .keepRecords,
        ],
        .supervisor: [
            .seeNames, .workHere, .decidePairs, .readCare, .readScores, .followUp, .lookAfter, .keepRecords,
        ],
        .staff: [.seeNames, .workHere, .followUp, .lookAfter],
        .operator: [.workHere],
    ]
}

extension Member {
    /// Whether one of their roles lets them, as far as it concerns nobody in particular.
    ///
    /// Whoever has left, or has not begun, is let do nothing.
    public func may(_ permission: Permission) -> Bool {
        stage.isHere
            && roles.contains { role in
                guard Role.permissions[role]?.contains(permission) ?? false else { return false }
                guard role == .staff else { return true }
                if let staffKind { return staffKind.isClinical || permission == .seeNames || permission == .workHere }
                return !roles.contains(.operator) || permission == .followUp
            }
    }

    /// Whether one of their roles lets them where it concerns `other`: about themselves none does.
    public func may(_ permission: Permission, about other: MemberID) -> Bool { other != id && may(permission) }
}
