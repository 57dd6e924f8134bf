/// Whether a reply may mean that somebody wants to hear nothing more, without saying so in one of the exact words.
///
/// "please stop texting me", "stpo", "não quero mais mensagens". It is for a person to decide, and nothing is held back for
/// it meanwhile: an answer may have such words in it and mean its own day. Some are seen here that mean nothing of the
/// kind; a wish that is not seen would be worse.
public enum StopHint {
    public static func occurs(in reply: String) -> Bool {
        let text = StopWord.word(reply)
        guard !text.isEmpty, StopWord(in: reply) == nil else { return false }
        let padded = " \(text) "
        if phrases.contains(where: { padded.contains(" \($0) ") }) { return true }
        let words = text.split(separator: " ").map(String.init)
        // Few words with one that is a slip away from an exact one: a whole sentence has too many such.
        guard words.count <= 3 else { return false }
        return words.contains { word in targets.contains { isSlip(word, of: $0) } }
    }

    private static let targets = StopWord.stopWords.filter { $0.count >= 4 && !$0.contains(" ") }.map(Array.init)

    /// Phrases of which each says it wherever it stands.
    private static let phrases = [
        "stop texting", "stop messaging", "stop writing", "stop sending", "stop contacting", "stop calling",
        "stop these", "stop the messages", "please stop", "stop it", "stop now", "stop please", "no more messages",
        "no more texts", "leave me alone", "take me off", "opt me out", "remove me", "do not text", "dont text",
        "don t text", "do not contact", "don t contact", "do not message", "don t message", "unsubscribe me",
        "wrong number", "não quero mais", "nao quero mais", "deixem me", "parem", "parem de", "não me escrevam",
        "nao me escrevam", "chega de mensagens", "nie piszcie", "proszę nie pisać", "prosze nie pisac",
        "przestańcie", "przestancie", "dajcie mi spokój", "dajcie mi spokoj", "zły numer", "no me escriban",
        "dejen de", "no quiero más", "no quiero mas", "arrêtez", "arretez", "laissez moi", "bitte nicht mehr",
        "keine nachrichten", "lasst mich", "لا ترسلوا", "لا تراسلوني", "توقفوا", "كفى رسائل", "не пишите", "хватит",
    ]

    /// Whether one letter is missing, too many or another, or two neighbours have changed places.
    static func isSlip(_ word: String, of target: [Character]) -> Bool {
        let word = Array(word)
        guard abs(word.count - target.count) <= 1, word.first == target.first || word.count == target.count else {
            return false
        }
        if word == target { return true }
        var start = 0
        while start < min(word.count, target.count), word[start] == target[start] { start += 1 }
        var tail = 0
        while tail < min(word.count, target.count) - start,
            word[word.count - 1 - tail] == target[target.count - 1 - tail]
        { tail += 1 }
        let rest = (word[start..<(word.count - tail)], target[start..<(target.count - tail)])
        if rest.0.count <= 1, rest.1.count <= 1 {
            // Another letter at the beginning makes another word: "shop", "atop".
            return rest.0.isEmpty || rest.1.isEmpty
        }
        return rest.0.count == 2 && rest.1.count == 2 && rest.0.first == rest.1.last && rest.0.last == rest.1.first
    }
}
