import Community
import PluginKit
import Scheduling

/// Why two people fit, in plain words.
struct PairingProposeReasons {
    let vocabulary: PairingProposeVocabulary
    let rules: PairingProposeRules

    /// Best first; both people may read them, so they hold nothing that one of them keeps to themselves.
    func both(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> [String] {
        var reasons: [String] = []
        let (one, other) = (newcomer.member, mentor.member)
        if one.pairing.wishes.contains(other.id), other.pairing.wishes.contains(one.id) {
            reasons.append("both asked for each other")
        }
        let languages = one.languages.filter { tag in
            other.languages.contains { PairingProposeLanguage.base($0) == PairingProposeLanguage.base(tag) }
        }
        if !languages.isEmpty { reasons.append("both speak \(languages.map(PairingProposeLanguage.name).listed)") }
        if let time = time(newcomer, mentor) { reasons.append(time) }
        let interests = words(newcomer.interests.intersection(mentor.interests))
        if !interests.isEmpty { reasons.append("both like \(interests.listed)") }
        let modes = one.pairing.modes.intersection(other.pairing.modes).sorted().map(\.words)
        if !modes.isEmpty { reasons.append("both like to meet \(modes.dropLast().isEmpty ? modes[0] : either(modes))") }
        if let joined = other.joinedOn {
            let months = (rules.today - joined.daysSince1970) / 30
            if months >= 12 {
                reasons.append("the mentor has been here for \(months / 12) year\(months >= 24 ? "s" : "")")
            } else if months >= 2 {
                reasons.append("the mentor has been here for \(months) months")
            }
        }
        return reasons
    }

    private func either(_ words: [String]) -> String {
        words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }

    /// `free Tuesday and Thursday evenings`, by the newcomer's clock, which is named when the mentor's shows another time.
    private func time(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> String? {
        let shared = newcomer.free.shared(with: mentor.free)
        // A quarter of an hour is no evening.
        let long = FreeTime(spans: shared.spans.filter { $0.upperBound - $0.lowerBound >= 30 * 60_000 })
        guard !long.spans.isEmpty else { return nil }
        let words = "both free \(PartOfDay.sentence(PartOfDay.parts(of: long, in: newcomer.zone)))"
        let isSame = long.spans.allSatisfy { span in
            let instant = Instant(milliseconds: span.lowerBound)
            return newcomer.zone.civil(at: instant) == mentor.zone.civil(at: instant)
        }
        return isSame ? words : "\(words), \(newcomer.zone.city) time"
    }

    /// Experiences that both agreed to share.
    func common(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> [String] {
        words(newcomer.tags.intersection(mentor.tags))
    }

    private func words(_ set: PairingProposeWordSet) -> [String] {
        vocabulary.words(of: set).map { String($0.drop { $0 != ":" }.dropFirst()) }
    }

    /// What nobody has said although it was asked of the pair.
    func uncertain(_ newcomer: PairingProposePerson, _ mentor: PairingProposePerson) -> [String] {
        var asks: [String] = []
        func open(_ one: Bool, _ other: Bool, _ what: String) {
            guard one || other else { return }
            let who = one && other ? "neither has" : one ? "the newcomer has not" : "the mentor has not"
            asks.append("\(who) said \(what)")
        }
        open(newcomer.free.spans.isEmpty, mentor.free.spans.isEmpty, "when they are free")
        open(newcomer.languages.isEmpty, mentor.languages.isEmpty, "which languages they speak")
        open(newcomer.modes.isEmpty, mentor.modes.isEmpty, "how they like to meet")
        for (person, other, who) in [(newcomer, mentor, "the mentor"), (mentor, newcomer, "the newcomer")]
        where !person.needs.isEmpty && other.offers.isEmpty {
            let needs = words(person.needs).map { $0.replacing("_", with: " ") }.listed
            asks.append("\(who) has not said whether a meeting can be: \(needs)")
        }
        if rules.settings.mentors.tenure > .zero, mentor.tenureStart == nil {
            asks.append("since when the mentor has been here")
        }
        return asks
    }
}
