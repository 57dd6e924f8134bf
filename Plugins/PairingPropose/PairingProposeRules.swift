import Community
import PluginKit
import Scheduling

/// Who may go with whom.
///
/// Nothing can buy a pair that these refuse, and nobody is told which do-not-pair refused one.
struct PairingProposeRules {
    let history: PairingHistory
    let now: Instant
    let coolDown: Duration

    func permit(_ newcomer: Member, _ candidate: PairingCandidate) -> Bool {
        isAvailable(candidate) && candidate.openPlaces > 0 && sharesLanguage(newcomer, candidate.member)
            && mayMeet(newcomer, candidate.member)
    }

    private func isAvailable(_ candidate: PairingCandidate) -> Bool {
        let mentor = candidate.member
        return mentor.consents.contains(.pairing) && !mentor.hasStopped && !mentor.isPaused(at: now)
    }

    /// A blank field is never counted against anybody: who has named no language may go with everybody.
    private func sharesLanguage(_ newcomer: Member, _ mentor: Member) -> Bool {
        newcomer.languages.isEmpty || mentor.languages.isEmpty
            || !Set(newcomer.languages).isDisjoint(with: mentor.languages)
    }

    private func mayMeet(_ newcomer: Member, _ mentor: Member) -> Bool {
        guard newcomer.id != mentor.id else { return false }
        let pair = MemberPair(newcomer.id, mentor.id)
        if history.doNotPair.contains(pair) { return false }
        guard let said = history.saidNo[pair] else { return true }
        return now - said >= coolDown
    }

    /// Why nobody was found, in words that reveal no do-not-pair.
    func reasonWithout(_ newcomer: Member, among candidates: [PairingCandidate]) -> String {
        let available = candidates.filter { isAvailable($0) && $0.member.id != newcomer.id }
        if available.isEmpty { return "no mentor is available at the moment" }
        let speaking = available.filter { sharesLanguage(newcomer, $0.member) }
        if speaking.isEmpty {
            let names = newcomer.languages.map(PairingProposeLanguage.name).joined(separator: " or ")
            return "no mentor who is available speaks \(names)"
        }
        if speaking.allSatisfy({ $0.openPlaces == 0 }) {
            return "every mentor who would fit accompanies somebody already"
        }
        return "no mentor who fits has a free place at the moment"
    }
}

/// Names of languages for reasons in plain words.
enum PairingProposeLanguage {
    static func name(_ tag: String) -> String { names[String(tag.prefix { $0 != "-" })] ?? tag }

    private static let names = [
        "ar": "Arabic", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fr": "French",
        "it": "Italian",
        "ja": "Japanese", "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
        "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
    ]
}
