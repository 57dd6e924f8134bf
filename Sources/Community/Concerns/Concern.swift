public import Scheduling

/// That something did not sit well with somebody, or was not as expected: what happened, what need it met, an idea to put it
/// right, and what support would help.
///
/// It opens a conversation and changes nothing else: no pair, no place, no part in anything. It goes first to those whom it
/// concerns, and staff read it when they have not settled it in time. What may harm somebody goes by another door, past
/// every hold.
public struct Concern: Hashable, Sendable {
    public let id: ConcernID
    public let raisedBy: MemberID
    public let first: First
    public let words: ConcernWords
    public let raisedAt: Instant
    /// Staff read nothing of it before this instant, and can from it on; for one that goes to staff first: at once.
    public let heldUntil: Instant
    /// As it was last written down; `state(at:)` says where it stands.
    public var writtenState: ConcernState
    /// Who of the staff took it on; nil while nobody has.
    public var takenBy: MemberID?

    /// How long a hold may be.
    public static let holds: ClosedRange<Duration> = .seconds(3_600)...(.seconds(14 * 86_400))

    public init(
        id: ConcernID, raisedBy: MemberID, first: First, words: ConcernWords, raisedAt: Instant, heldUntil: Instant,
        writtenState: ConcernState = .held, takenBy: MemberID? = nil
    ) {
        self.id = id
        self.raisedBy = raisedBy
        self.first = first
        self.words = words
        self.raisedAt = raisedAt
        self.heldUntil = heldUntil
        self.writtenState = writtenState
        self.takenBy = takenBy
    }

    /// A concern that is raised now and held for `hold`; one for staff is held for nobody.
    public init(
        id: ConcernID, raisedBy: MemberID, first: First, words: ConcernWords, hold: Duration, at now: Instant
    ) {
        self.init(
            id: id, raisedBy: raisedBy, first: first, words: words, raisedAt: now,
            heldUntil: first == .team ? now : now + hold)
    }

    /// Whom it goes to before anybody else.
    public enum First: Hashable, Sendable {
        /// The one person whom it is about and who knows them: the program tells them that there is something to read.
        case peer(MemberID)
        /// The group: whoever raised it brings it there themselves, and nobody is told by the program.
        case group
        /// The staff, at once: it is about nobody, or about somebody whom they do not want to bring it to.
        case team
    }

    /// The person who is told of it first; nil for nobody.
    public var told: MemberID? { if case .peer(let id) = first { id } else { nil } }

    /// Where it stands at `now`: a hold ends by itself, exactly at its instant.
    public func state(at now: Instant) -> ConcernState {
        writtenState.isHeld && now >= heldUntil ? .withStaff : writtenState
    }

    /// Whether somebody may read its words at `now`.
    ///
    /// Whoever raised it always; whom they chose to tell, while it stands; and once it is no longer held those of the staff
    /// who follow up, never about themselves. What was settled or taken back is read by no staff, also when they had read it.
    public func isReadable(by reader: Member, at now: Instant) -> Bool {
        if reader.id == raisedBy { return true }
        let state = state(at: now)
        if reader.id == told { return state.isStanding }
        return isForStaff(reader) && (state == .withStaff || state == .taken || state == .closed)
    }

    /// Whether somebody may do something to it: whoever raised it says how it ends between them and when staff read it, the
    /// other says that they have read it, and staff take it on and close it.
    public func mayBe(_ event: ConcernState.Event, by person: Member) -> Bool {
        switch event {
        case .settle, .withdraw, .release: person.id == raisedBy
        case .hear: person.id == told
        case .take, .close: isForStaff(person)
        }
    }

    private func isForStaff(_ person: Member) -> Bool {
        person.id != told && person.may(.followUp, about: raisedBy)
    }
}
