import Community
import Scheduling

/// The last consent to each purpose, in a text column of the person: what the gates need comes with the row.
///
/// Consents that were written down together have the same text, so that a page of people is taken apart a few times.
enum ConsentText {
    static func text(_ consents: Consents) -> String {
        WordSet.text(consents.latest.values.sorted { $0.purpose < $1.purpose }.map(text))
    }

    /// Put together piece by piece: an import of many people spends its time here.
    private static func text(_ consent: Consent) -> String {
        var text = consent.purpose.rawValue
        func add(_ word: String) {
            text += " "
            text += word.isEmpty ? "-" : word
        }
        add(consent.state.rawValue)
        add(String(consent.notedAt.milliseconds))
        add(consent.end.text)
        add(consent.signedOn?.iso8601 ?? "")
        add(consent.how.rawValue)
        add(consent.notedBy)
        add(consent.endedAt.map { String($0.milliseconds) } ?? "")
        add(consent.version)
        add(consent.form)
        return text
    }

    static func consents(_ text: String) -> Consents {
        if text.isEmpty { return [] }
        return Consents(
            WordSet.words(text).compactMap { part in
                let words = part.split(separator: " ").map { $0 == "-" ? "" : String($0) }
                guard words.count == 10, let purpose = Purpose(rawValue: words[0]),
                    let state = ConsentState(rawValue: words[1]), let notedAt = Int64(words[2]),
                    let end = ConsentEnd(text: words[3]), let how = Consent.How(rawValue: words[5])
                else { return nil }
                return Consent(
                    purpose: purpose, version: words[8], form: words[9], state: state,
                    notedAt: Instant(milliseconds: notedAt), notedBy: words[6], how: how,
                    signedOn: CivilDate(iso8601: words[4]), end: end,
                    endedAt: Int64(words[7]).map { Instant(milliseconds: $0) })
            })
    }
}
