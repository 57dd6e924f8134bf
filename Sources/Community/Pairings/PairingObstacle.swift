public import Scheduling

/// Why a pair that is not standing yet cannot go on.
///
/// Asked when it is proposed, when it is approved, and again before each of the two is asked: people pause, stop and
/// change their minds in between.
public enum PairingObstacle: Hashable, Sendable {
    case gone(PairingSide)
    /// They have left, or not begun.
    case notHere(PairingSide)
    case stopped(PairingSide)
    case paused(PairingSide)
    case noConsent(PairingSide)
    case mentorRests
    case noPlace
    /// The two must not meet; why is nobody's to read here.
    case mustNotMeet

    /// In words for staff, which reveal nothing that one of the two kept private.
    public var reason: String {
        switch self {
        case .gone(let side): "the \(side) is held here no longer"
        case .notHere(let side): "the \(side) is not in the program now"
        case .stopped(let side): "the \(side) asked to hear nothing more"
        case .paused(let side): "the \(side) paused messages"
        case .noConsent(let side): "the \(side) does not wish to be paired now"
        case .mentorRests: "the mentor takes nobody new at the moment"
        case .noPlace: "the mentor has no free place any more"
        case .mustNotMeet: "it is not to be"
        }
    }

    /// What stands in the way, the first of all; nil when nothing does.
    ///
    /// `takenPlaces`: Those of the mentor's places that other pairs take.
    public static func between(
        _ newcomer: Member?, _ mentor: Member?, at now: Instant, takenPlaces: Int, isResting: Bool, mayMeet: Bool
    ) -> PairingObstacle? {
        for (member, side) in [(newcomer, PairingSide.newcomer), (mentor, .mentor)] {
            guard let member else { return .gone(side) }
            if let obstacle = of(member, side, at: now) { return obstacle }
        }
        if !mayMeet { return .mustNotMeet }
        if isResting { return .mentorRests }
        return takenPlaces < (mentor?.capacity ?? 0) ? nil : .noPlace
    }

    /// What one of the two says by how they are reached; nil when they may be asked.
    public static func of(_ member: Member, _ side: PairingSide, at now: Instant) -> PairingObstacle? {
        if !member.stage.isHere { return .notHere(side) }
        if member.hasStopped { return .stopped(side) }
        if member.isPaused(at: now) { return .paused(side) }
        // The gates ask again on the person's own clock, where a consent's last day may end some hours later.
        return member.consents.isGiven(.pairing, at: now, in: .utc) ? nil : .noConsent(side)
    }
}

/// One of the two of a pair.
public enum PairingSide: String, Hashable, Sendable, CustomStringConvertible {
    case newcomer
    case mentor

    public var description: String { rawValue }
}
