/// The forms of an English word that a mark behind it in the table stands for.
///
/// The rules make more forms than English has (`commited` beside `committed`): a form that nobody writes costs nothing,
/// and a misspelt one is found too. Irregular forms and other languages are written out in the table.
enum LanguageInflection {
    /// The word and its plural: `addict`, `addicts`; `baby`, `babies`.
    static func plural(of word: String) -> Set<String> { [word, withEnding(word)] }

    /// The word and its verb forms: `relapse`, `relapses`, `relapsed`, `relapsing`.
    static func verb(of word: String) -> Set<String> {
        var forms: Set<String> = [word, withEnding(word)]
        if word.hasSuffix("ie") {
            forms.formUnion([word + "d", word.dropLast(2) + "ying"])
        } else if word.hasSuffix("e") {
            forms.formUnion([word + "d", word.dropLast() + "ing"])
        } else if endsInConsonantAndY(word) {
            forms.formUnion([word.dropLast() + "ied", word + "ing"])
        } else {
            forms.formUnion([word + "ed", word + "ing"])
            if let double = doubled(word) { forms.formUnion([double + "ed", double + "ing"]) }
        }
        return forms
    }

    private static func withEnding(_ word: String) -> String {
        if endsInConsonantAndY(word) { return word.dropLast() + "ies" }
        return ["s", "x", "z", "ch", "sh"].contains(where: word.hasSuffix) ? word + "es" : word + "s"
    }

    private static func endsInConsonantAndY(_ word: String) -> Bool {
        word.last == "y" && word.count > 1 && !word.dropLast().suffix(1).allSatisfy(isVowel)
    }

    /// `commit` as `committ`; nil when the word does not end in consonant, vowel, consonant.
    private static func doubled(_ word: String) -> String? {
        let end = Array(word.suffix(3))
        guard end.count == 3, !isVowel(end[0]), isVowel(end[1]), !isVowel(end[2]), !"wxy".contains(end[2]) else {
            return nil
        }
        return word + String(end[2])
    }

    private static func isVowel(_ character: Character) -> Bool { "aeiou".contains(character) }
}
