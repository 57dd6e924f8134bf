/// What somebody reads at the desk of what is another's.
///
/// One list for all commands: who reads what is said here and by `Role.permissions`, and each reading is written down under
/// its name (45 CFR 164.312(b), audit controls).
public enum DeskMatter: String, CaseIterable, Codable, Sendable {
    /// Who is here, and as what.
    case people
    /// Who is in their first days.
    case newcomers
    /// Whether somebody is open to messages, and what stands in the way of one.
    case standing
    /// What somebody agreed to, and what of it ends.
    case consents
    /// How somebody would like to be reached.
    case choices
    /// Where somebody is on their way.
    case stage
    /// What was planned, sent and answered, in order.
    case timeline
    /// With whom somebody could be in touch.
    case reachOut = "reach_out"
    /// All that is held about somebody.
    case record
    /// What people wrote back.
    case replies
    /// That an answer asks for a person, and why.
    case flags
    /// Who could accompany whom, and why.
    case pairs
    /// Who waits for a pair.
    case waiting
    /// Whom a message is for, and what of theirs stands in its way.
    case deliveries
    /// What waits for staff, and whom it is about.
    case night
    /// Goals in their owners' words.
    case goals
    /// Whose goals are looked at when.
    case reviews
    /// What people mean to do.
    case commitments

    /// What grants reading it of others to who works here; nil where no role does, only its owner's own choice.
    public var permission: Permission? {
        switch self {
        case .people, .newcomers, .night: .seeNames
        case .standing, .consents, .choices, .stage, .timeline, .reachOut, .waiting, .deliveries, .reviews:
            .lookAfter
        case .record: .keepRecords
        case .replies, .flags: .followUp
        case .pairs: .decidePairs
        case .goals: .readCare
        case .commitments: nil
        }
    }
}

extension Member {
    /// Whether they read `matter` of others: it takes its permission, and working here.
    public func reads(_ matter: DeskMatter) -> Bool {
        may(.workHere) && (matter.permission.map { may($0) } ?? false)
    }

    /// Whether they read `matter` of `other`: of themselves what the members' own pages show, and nothing by a role.
    public func reads(_ matter: DeskMatter, of other: MemberID) -> Bool { other != id && reads(matter) }
}
