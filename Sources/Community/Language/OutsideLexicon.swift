/// Words that must not be readable on a lock screen or in somebody else's chat.
///
/// What can be seen from outside (a subject, a short text, a sender's name) says nothing about health, recovery or the
/// program's kind: a message from a recognisably named sender is itself a disclosure (42 CFR part 2, 2.11 and 2.13).
/// The list holds stems; a word that begins with one is found, in any case, whole words only at the front.
public enum OutsideLexicon {
    /// The first word of `text` that tells too much, with its character offset; nil when there is none.
    public static func firstFinding(in text: String) -> (word: String, offset: Int)? {
        var word = ""
        var start = 0
        for (offset, character) in (text + " ").enumerated() {
            if character.isLetter || character.isNumber {
                if word.isEmpty { start = offset }
                word.append(character)
            } else if !word.isEmpty {
                let folded = word.lowercased()
                if stems.contains(where: folded.hasPrefix) { return (word, start) }
                word = ""
            }
        }
        return nil
    }

    private static let stems = [
        "recover", "sober", "sobri", "addict", "relaps", "rehab", "detox", "mental", "therap", "psych", "clinic",
        "treatment",
        "counsel", "diagnos", "symptom", "crisis", "suicid", "depress", "anxiety", "alcohol", "substanc", "phq", "gad7",
        "recupera", "sóbri", "vício", "terapia", "clínic", "tratamento", "aconselh", "abstin", "trzeź", "uzależn",
        "تعاف", "التعاف", "إدمان", "الإدمان", "مدمن", "علاج", "العلاج", "نفسي", "النفسي", "اكتئاب", "الاكتئاب", "مخدر",
        "المخدر",
    ]
}
