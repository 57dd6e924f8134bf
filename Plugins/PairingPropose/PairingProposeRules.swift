import Community
import PluginKit
import Scheduling

/// Who may go with whom.
///
/// Nothing can buy a pair that these refuse. An empty field refuses nobody, with two exceptions that are the program's own
/// requirements and no field of a person's: consent, and the trainings that the job names.
struct PairingProposeRules {
    let settings: PairingProposePlugin.Settings
    let history: PairingHistory
    let now: Instant
    /// Days since 1970 by the program's calendar.
    let today: Int
    /// Mentors whose last pair ended not long enough ago.
    private let resting: Set<MemberID>
    // Read for every pair; each look into the settings would copy all of them.
    private let sharedTime: Int64
    private let tenure: Int
    private let ahead: Int
    private let trainings: [String]
    /// Do-not-pairs, and pairs that said no or ended not long enough ago.
    private let apart: Set<MemberPair>

    /// In the order in which they are asked, from what concerns one person to what concerns the two.
    enum Rule: Int, CaseIterable {
        case available, training, tenure, language, mode, access, ahead, time
        /// A place of the mentor's, and all that is nobody else's to know: a do-not-pair, a tie outside the program, a topic
        /// to avoid, a no that was said. They are one rule, asked last, so that no text can tell them apart.
        case place

        /// As the report names it.
        var name: String {
            switch self {
            case .available: "availability"
            case .training: "training"
            case .tenure, .ahead: "tenure"
            case .language: "language"
            case .mode: "mode"
            case .access: "access"
            case .time: "schedule"
            case .place: "capacity"
            }
        }
    }

    /// `resting`: Mentors who take nobody new at the moment, for their own sake.
    init(
        settings: PairingProposePlugin.Settings, history: PairingHistory, resting: Set<MemberID>, now: Instant,
        zone: ZoneRules
    ) {
        self.settings = settings
        self.history = history
        self.now = now
        today = zone.civil(at: now).date.daysSince1970
        sharedTime = settings.sharedTime.milliseconds
        tenure = Self.days(settings.mentors.tenure)
        ahead = Self.days(settings.mentors.ahead)
        trainings = settings.mentors.trainings.map { $0.lowercased() }
        let coolDown = settings.coolDown
        let recent = [history.saidNo, history.ended].flatMap { $0.filter { now - $0.value < coolDown }.keys }
        apart = history.doNotPair.union(recent)
        var resting = resting
        if settings.mentors.rest > .zero {
            for (pair, end) in history.ended where now - end < settings.mentors.rest {
                resting.formUnion([pair.first, pair.second])
            }
        }
        self.resting = resting
    }

    /// Whether somebody may be proposed to anybody: at proposing, and asked again at publishing.
    func isOpen(_ member: Member) -> Bool {
        PairingObstacle.of(member, .newcomer, at: now) == nil
            && (member.pairing.coolDownUntil.map { $0.daysSince1970 <= today } ?? true)
    }

    /// The first rule that a mentor breaks whoever the newcomer is; nil for none.
    func fault(of mentor: PairingProposePerson) -> Rule? {
        guard isOpen(mentor.member), !resting.contains(mentor.member.id) else { return .available }
        let day = CivilDate(daysSince1970: today)
        for name in trainings
        where !mentor.member.pairing.trainings.contains(where: { $0.name == name && $0.isValid(on: day) }) {
            return .training
        }
        if let start = mentor.tenureStart, today - start < tenure { return .tenure }
        return nil
    }

    /// The first rule that the two break together; nil when they may be a pair.
    ///
    /// Whether the mentor has a place is not asked here.
    func fault(of newcomer: PairingProposePerson, with mentor: PairingProposePerson) -> Rule? {
        if newcomer.member.id == mentor.member.id { return .available }
        if !newcomer.languages.isEmpty, !mentor.languages.isEmpty, newcomer.languages.isDisjoint(with: mentor.languages)
        {
            return .language
        }
        if !newcomer.modes.isEmpty, !mentor.modes.isEmpty, newcomer.modes.isDisjoint(with: mentor.modes) {
            return .mode
        }
        if !mentor.offers.isEmpty, !newcomer.needs.isSubset(of: mentor.offers) { return .access }
        if !newcomer.offers.isEmpty, !mentor.needs.isSubset(of: newcomer.offers) { return .access }
        if let one = mentor.tenureStart, let other = newcomer.tenureStart, other - one < ahead { return .ahead }
        if !newcomer.free.spans.isEmpty, !mentor.free.spans.isEmpty,
            newcomer.free.sharedMilliseconds(with: mentor.free) < sharedTime
        {
            return .time
        }
        return mayMeet(newcomer, mentor) ? nil : .place
    }

    /// What is nobody else's to know.
    private func mayMeet(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> Bool {
        guard newcomer.avoided.isDisjoint(with: mentor.tags), mentor.avoided.isDisjoint(with: newcomer.tags),
            newcomer.relations.isDisjoint(with: mentor.relations)
        else { return false }
        return apart.isEmpty || !apart.contains(MemberPair(newcomer.member.id, mentor.member.id))
    }

    private static func days(_ duration: Duration) -> Int { Int(duration.components.seconds / 86_400) }
}
