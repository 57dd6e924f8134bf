public import Scheduling

/// What somebody said, or the program recorded, for being paired; every part may be left empty.
///
/// An empty part is never counted against anybody. What they wish to keep from others (`avoidTags`, `relations`) takes
/// part in the choice and in no text.
public struct PairingProfile: Hashable, Sendable {
    /// When they are free by their own clock, in the order of the week; empty when they have not said.
    public var availability: [WeeklyInterval]
    public var modes: Set<MeetingMode>
    /// What a meeting must have for them, such as `step_free`.
    public var accessNeeds: Set<String>
    /// What a meeting with them can have; empty when nobody has said.
    public var accessOffers: Set<String>
    public var trainings: [Training]
    /// Since when they count as experienced, by their own choice; `Member.joinedOn` when they have not said.
    public var tenureStart: CivilDate?
    /// Experiences in words that they chose.
    public var tags: Set<String>
    /// Whether they agreed that `tags` are used for pairing, and shown to who shares them.
    public var sharesTags: Bool
    /// Experiences of others that they would rather not be met with.
    public var avoidTags: Set<String>
    /// The way that they chose for themselves; nil when they have not said.
    public var pathway: String?
    /// Whom they would like to be paired with.
    public var wishes: Set<MemberID>
    /// Ties outside the program, such as `family:silva`: two people who have one in common are never paired.
    public var relations: Set<String>
    /// No new pair before this day; nil for no rest.
    public var coolDownUntil: CivilDate?

    /// How many newcomers a mentor accompanies who has not said, and the most that anybody may.
    public static let standardCapacity = 2
    public static let largestCapacity = 4

    public init(
        availability: [WeeklyInterval] = [], modes: Set<MeetingMode> = [], accessNeeds: Set<String> = [],
        accessOffers: Set<String> = [], trainings: [Training] = [], tenureStart: CivilDate? = nil,
        tags: Set<String> = [], sharesTags: Bool = false, avoidTags: Set<String> = [], pathway: String? = nil,
        wishes: Set<MemberID> = [], relations: Set<String> = [], coolDownUntil: CivilDate? = nil
    ) {
        self.availability = availability
        self.modes = modes
        self.accessNeeds = accessNeeds
        self.accessOffers = accessOffers
        self.trainings = trainings
        self.tenureStart = tenureStart
        self.tags = tags
        self.sharesTags = sharesTags
        self.avoidTags = avoidTags
        self.pathway = pathway
        self.wishes = wishes
        self.relations = relations
        self.coolDownUntil = coolDownUntil
    }

    /// The experiences that others may know of.
    public var sharedTags: Set<String> { sharesTags ? tags : [] }
}
