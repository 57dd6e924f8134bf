/// Words in a free answer upon which a person looks in.
///
/// They raise attention and never lower it: their absence proves nothing. Case and what stands between words are not looked
/// at; accents are, but for what Arabic is often written without (see `ArabicSpelling`). In every language that the file
/// has, whatever language somebody writes in.
public struct AttentionWords: Hashable, Sendable {
    private let phrases: [[String]]

    public init(_ phrases: [String]) {
        self.phrases = phrases.map(Self.words).filter { !$0.isEmpty }
    }

    /// Whether `text` has one of the phrases, its words one behind the other.
    public func occur(in text: String) -> Bool {
        let words = Self.words(of: text).map { Set(ArabicSpelling.readings(of: $0)) }
        return phrases.contains { phrase in
            words.indices.contains { start in
                words.count - start >= phrase.count
                    && zip(words[start...], phrase).allSatisfy { readings, word in readings.contains(word) }
            }
        }
    }

    private static func words(of text: String) -> [String] {
        // Braces and colons would make words a template's or an address's, which nobody's own are.
        let plain = String(text.map { "{}:".contains($0) ? " " : $0 })
        return LanguageWordScanner.spelling(of: plain).split(separator: " ").map { ArabicSpelling.folded(String($0)) }
    }
}
