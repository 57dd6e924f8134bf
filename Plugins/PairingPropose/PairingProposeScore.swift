import Community
import PluginKit
import Scheduling

/// How well two people may fit, and why in plain words.
///
/// Each preference gives at most 100 points, and all that are chosen weigh the same, so that with two or more no single
/// one is above half of the total. A blank field gives the middle of what it could give.
struct PairingProposeScore {
    let preferences: [Preference]
    let today: CivilDate

    /// What makes a better pair.
    enum Preference: String, CaseIterable, SettingValue {
        case sharedInterests = "shared_interests"
        case sharedLanguage = "shared_language"
        case tenure
    }

    func points(_ newcomer: Member, _ mentor: Member) -> Int64 {
        preferences.reduce(0) { sum, preference in
            switch preference {
            case .sharedInterests: sum + interests(newcomer, mentor)
            case .sharedLanguage: sum + language(newcomer, mentor)
            case .tenure: sum + tenure(newcomer, mentor)
            }
        }
    }

    private func interests(_ newcomer: Member, _ mentor: Member) -> Int64 {
        if newcomer.interests.isEmpty || mentor.interests.isEmpty { return 50 }
        return min(100, Int64(newcomer.interests.intersection(mentor.interests).count) * 40)
    }

    private func language(_ newcomer: Member, _ mentor: Member) -> Int64 {
        guard let first = newcomer.languages.first, !mentor.languages.isEmpty else { return 50 }
        return mentor.languages.first == first ? 100 : mentor.languages.contains(first) ? 80 : 40
    }

    private func tenure(_ newcomer: Member, _ mentor: Member) -> Int64 {
        guard let joined = mentor.joinedOn, let start = newcomer.joinedOn else { return 50 }
        let ahead = start.daysSince1970 - joined.daysSince1970
        return Int64(max(0, min(100, ahead * 100 / 365)))
    }

    /// Best first; both people may read them.
    func reasons(_ newcomer: Member, _ mentor: Member) -> [String] {
        var reasons: [String] = []
        let languages = newcomer.languages.filter(mentor.languages.contains).map(PairingProposeLanguage.name)
        if !languages.isEmpty { reasons.append("both speak \(languages.joined(separator: " and "))") }
        let shared = newcomer.interests.intersection(mentor.interests).sorted()
        if !shared.isEmpty { reasons.append("both like \(shared.joined(separator: " and "))") }
        if let joined = mentor.joinedOn {
            let months = (today.daysSince1970 - joined.daysSince1970) / 30
            if months >= 12 {
                reasons.append("the mentor has been here for \(months / 12) year\(months >= 24 ? "s" : "")")
            } else if months >= 2 {
                reasons.append("the mentor has been here for \(months) months")
            }
        }
        return reasons
    }
}
