import Foundation

/// Words that must not be readable on a lock screen or in somebody else's chat.
///
/// What can be seen from outside (a subject, a short text, a sender's name) says nothing about health, recovery or the
/// program's kind: a message from a recognisably named sender is itself a disclosure (42 CFR part 2, 2.11 and 2.13).
/// The words are built in, unlike the terms of `Config/language.tsv`: no program is without them, whatever its files say.
/// Case, accents, the width and style of letters and invisible characters do not matter; an Arabic word is found behind
/// its article and the particles that are written to it.
public enum OutsideLexicon {
    /// The first word of `text` that tells too much, or the first words that do so together, as the text has them, with
    /// their character offset; nil when there are none.
    public static func firstFinding(in text: String) -> (word: String, offset: Int)? {
        let characters = Array(text)
        let words = words(of: characters)
        for (index, word) in words.enumerated() {
            guard let last = end(of: word.forms, at: index, in: words) else { continue }
            let range = word.range.lowerBound..<words[last].range.upperBound
            return (String(characters[range]), range.lowerBound)
        }
        return nil
    }

    private struct Word {
        let range: Range<Int>
        /// As entries have it; an Arabic one also without what is written to its front.
        let forms: [String]
        /// Whether nothing but blanks or hyphens stands before it and after another word.
        let follows: Bool
    }

    /// Words that tell too much together, one of them as the rule.
    private struct Entry {
        let words: [String]
        /// Whether any word that begins like the last one is meant.
        let isBeginning: Bool
    }

    /// The words of `OutsideWords` by their front.
    private static let index: [Substring: [Entry]] = {
        var index: [Substring: [Entry]] = [:]
        for item in OutsideWords.all {
            let isBeginning = item.last == "-"
            let words = item.split(whereSeparator: { $0.isWhitespace || $0 == "-" }).map { folded(String($0)) }
            guard let first = words.first else { continue }
            index[front(of: first), default: []].append(Entry(words: words, isBeginning: isBeginning))
        }
        return index
    }()

    /// No beginning in `OutsideWords` is shorter, so this finds the entries that a word can be.
    private static func front(of word: String) -> Substring { word.prefix(3) }

    private static func end(of forms: [String], at start: Int, in words: [Word]) -> Int? {
        for form in forms {
            for entry in index[front(of: form), default: []] {
                let last = start + entry.words.count - 1
                guard last < words.count, words[(start + 1)..<(last + 1)].allSatisfy(\.follows) else { continue }
                let isMet = entry.words.indices.allSatisfy { step in
                    let found = step == 0 ? [form] : words[start + step].forms
                    let isOpen = entry.isBeginning && start + step == last
                    return found.contains { isOpen ? $0.hasPrefix(entry.words[step]) : $0 == entry.words[step] }
                }
                if isMet { return last }
            }
        }
        return nil
    }

    private static func words(of characters: [Character]) -> [Word] {
        var words: [Word] = []
        var follows = false
        var position = 0
        while position < characters.count {
            let character = characters[position]
            guard character.isLetter || character.isNumber else {
                if !character.isWhitespace,
                    character.unicodeScalars.first?.properties.generalCategory != .dashPunctuation
                {
                    follows = false
                }
                position += 1
                continue
            }
            let start = position
            while position < characters.count, isPart(characters[position]) { position += 1 }
            let word = folded(String(characters[start..<position]))
            words.append(Word(range: start..<position, forms: forms(of: word), follows: follows && !words.isEmpty))
            follows = true
        }
        return words
    }

    /// Letters, numbers, and what nobody sees between them.
    private static func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
            || character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .format }
    }

    private static func folded(_ word: String) -> String {
        if word.utf8.allSatisfy({ $0 < 0x80 }) { return word.lowercased() }
        var result = String.UnicodeScalarView()
        for scalar in word.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar {
            case "ł": result.append("l")
            case "ø": result.append("o")
            case "đ": result.append("d")
            case "ı": result.append("i")
            case "ى": result.append("ي")
            case "ة": result.append("ه")
            case "ـ": break
            default:
                switch scalar.properties.generalCategory {
                case .nonspacingMark, .format: break
                default: result.append(scalar)
                }
            }
        }
        return String(result)
    }

    /// What Arabic writes to the front of a word: and, so, with, for, like, the.
    private static let particles = [
        "ال", "وال", "فال", "بال", "كال", "وبال", "لل", "ولل", "و", "ف", "ب", "ل", "ك", "وب", "ول",
    ]

    private static func forms(of word: String) -> [String] {
        guard let first = word.unicodeScalars.first, (0x0600...0x06FF).contains(first.value) else { return [word] }
        return [word]
            + particles.filter { word.hasPrefix($0) && word.count >= $0.count + 3 }
            .map { String(word.dropFirst($0.count)) }
    }
}
