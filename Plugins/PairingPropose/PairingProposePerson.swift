import Community
import Scheduling

/// One person with what the round asks of every pair made ready once.
///
/// A class, as thousands of pairs hand it about.
final class PairingProposePerson: Sendable {
    let member: Member
    let zone: ZoneRules
    /// The coming week.
    let free: FreeTime
    let languages: PairingProposeWordSet
    let interests: PairingProposeWordSet
    /// Shared by consent.
    let tags: PairingProposeWordSet
    let avoided: PairingProposeWordSet
    let relations: PairingProposeWordSet
    let modes: PairingProposeWordSet
    let needs: PairingProposeWordSet
    let offers: PairingProposeWordSet
    /// Days since 1970; nil when nobody has said.
    let tenureStart: Int?
    /// `languages` of the member without their countries.
    let spoken: [String]

    init(_ member: Member, zone: ZoneRules, now: Instant, vocabulary: inout PairingProposeVocabulary) {
        self.member = member
        self.zone = zone
        free = FreeTime(member.pairing.availability, from: now, in: zone)
        languages = vocabulary.set(of: member.languages.map { "language:" + PairingProposeLanguage.base($0) })
        interests = vocabulary.set(of: member.interests.map { "interest:" + $0 })
        tags = vocabulary.set(of: member.pairing.sharedTags.map { "tag:" + $0 })
        avoided = vocabulary.set(of: member.pairing.avoidTags.map { "tag:" + $0 })
        relations = vocabulary.set(of: member.pairing.relations.map { "relation:" + $0 })
        modes = vocabulary.set(of: member.pairing.modes.map { "mode:" + $0.rawValue })
        needs = vocabulary.set(of: member.pairing.accessNeeds.map { "access:" + $0 })
        offers = vocabulary.set(of: member.pairing.accessOffers.map { "access:" + $0 })
        tenureStart = (member.pairing.tenureStart ?? member.joinedOn)?.daysSince1970
        spoken = member.languages.map(PairingProposeLanguage.base)
    }

    /// `Joana (joana)`.
    var calledName: String { member.preferredName.isEmpty ? "\(member.id)" : "\(member.preferredName) (\(member.id))" }
}

extension ZoneRules {
    /// `Lisbon` of `Europe/Lisbon`.
    var city: String { String(name.reversed().prefix { $0 != "/" }.reversed()).replacing("_", with: " ") }
}

/// Names of languages for reasons in plain words.
enum PairingProposeLanguage {
    /// `pt` of `pt-BR`: who speaks one understands the other.
    static func base(_ tag: String) -> String { String(tag.prefix { $0 != "-" }) }

    static func name(_ tag: String) -> String { names[base(tag)] ?? tag }

    private static let names = [
        "ar": "Arabic", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fr": "French",
        "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese",
        "ro": "Romanian", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
    ]
}
