public import Community
public import Scheduling

/// What the page shows on which people write what did not sit well with them.
public struct ConcernPage: Sendable {
    public let languages: [String]
    /// The program's neutral name.
    public let programLabel: String
    /// Whom to turn to right now, in their language.
    public let help: String
    /// Whether somebody of the program reads what comes in now; nil where the program says nothing about it.
    public let isCovered: Bool?
    /// So long staff read nothing of what goes to somebody else first.
    public let hold: Duration
    /// Whom it can go to first: those whom they know here, by id, as they wish to be called.
    public let peers: [(id: MemberID, name: String)]
    /// Whether they are in a group to which they could bring it.
    public let hasGroup: Bool
    /// What they raised and what stands, the newest first.
    public let standing: [Line]

    public init(
        languages: [String], programLabel: String, help: String, isCovered: Bool?, hold: Duration,
        peers: [(id: MemberID, name: String)], hasGroup: Bool, standing: [Line]
    ) {
        self.languages = languages
        self.programLabel = programLabel
        self.help = help
        self.isCovered = isCovered
        self.hold = hold
        self.peers = peers
        self.hasGroup = hasGroup
        self.standing = standing
    }

    /// One that they raised.
    public struct Line: Sendable {
        public let id: ConcernID
        /// The first words of it, for telling it from others.
        public let words: String
        public let state: ConcernState
        /// Until when staff read nothing of it, on their own clock; nil when nothing holds it any more.
        public let heldUntil: CivilDateTime?

        public init(id: ConcernID, words: String, state: ConcernState, heldUntil: CivilDateTime?) {
            self.id = id
            self.words = words
            self.state = state
            self.heldUntil = heldUntil
        }
    }
}

/// What somebody is to read before anybody else, as they may see it.
public struct ConcernSight: Sendable {
    public let raisedByName: String
    public let words: ConcernWords
    /// Until when staff read nothing of it, on the reader's clock; nil when nothing holds it any more.
    public let heldUntil: CivilDateTime?

    public init(raisedByName: String, words: ConcernWords, heldUntil: CivilDateTime?) {
        self.raisedByName = raisedByName
        self.words = words
        self.heldUntil = heldUntil
    }
}
