/// How an Arabic word is compared that people write in more than one way.
///
/// On phones hamzas, vowel signs and the dots of a last letter are mostly left out, and small words are written as one with
/// the next: "and I want" is one word. Words of other scripts stay as they are.
enum ArabicSpelling {
    /// The word without vowel signs and lengthening strokes, with the plain form of letters that take each other's place.
    static func folded(_ word: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            switch scalar.value {
            // Vowel signs, a hamza or madda set apart, small letters of recitation, the lengthening stroke.
            case 0x0610...0x061A, 0x0640, 0x064B...0x065F, 0x0670, 0x06D6...0x06ED: continue
            // Alif with hamza, madda or wasla.
            case 0x0622, 0x0623, 0x0625, 0x0671: folded.append("\u{0627}")
            case 0x0624: folded.append("\u{0648}")
            // Yeh with hamza, without dots, and as Persian keyboards have it.
            case 0x0626, 0x0649, 0x06CC: folded.append("\u{064A}")
            case 0x0629: folded.append("\u{0647}")
            case 0x06A9: folded.append("\u{0643}")
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }

    /// The folded word, and what is left of it without the small words that are written as one with it: "and" or "so", then
    /// "by", "for" or "like", then the article.
    static func readings(of word: String) -> [String] {
        guard let first = word.unicodeScalars.first, (0x0600...0x06FF).contains(first.value) else { return [word] }
        var readings = [word]
        for prefixes in [["و", "ف"], ["ب", "ل", "ك"], ["ال", "ل"]] {
            for reading in readings {
                for prefix in prefixes where reading.hasPrefix(prefix) && reading.count >= prefix.count + 2 {
                    readings.append(String(reading.dropFirst(prefix.count)))
                }
            }
        }
        return readings
    }
}
