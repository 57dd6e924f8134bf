/// Cuts a line into words.
///
/// A word is a run of letters and numbers as Unicode has them; an apostrophe, an underscore or a soft hyphen between two
/// of them belongs to it. Scripts that write no blanks (Chinese, Japanese, Thai and their kin) end a word of another
/// script and begin one of their own, after Unicode's annex 29. What no reader meets is no word: `{{…}}` and the rest of
/// a web address.
struct LanguageWordScanner {
    private let characters: [Character]
    private let number: Int
    /// What stands between the last word before the line and the line; nil when the line begins anew.
    private let gapBefore: [Character]?
    private var position = 0
    private var words: [LanguageWord] = []
    /// Where the next `}}` begins, from the place last asked for; the line's length when there is none.
    private var nextClose = -1

    /// The words of `line`, in order.
    ///
    /// `gap`: What stands between the last word before the line and the line; nil when the line begins anew.
    static func words(of line: [Character], number: Int = 0, after gap: [Character]? = nil) -> [LanguageWord] {
        var scanner = LanguageWordScanner(line, number, after: gap)
        scanner.scan()
        return scanner.words
    }

    /// How two spellings are compared: folded words with one blank between them.
    static func spelling(of text: String) -> String {
        words(of: Array(text)).map(\.folded).joined(separator: " ")
    }

    private init(_ line: [Character], _ number: Int, after gap: [Character]?) {
        characters = line
        self.number = number
        gapBefore = gap
    }

    private enum Kind { case none, spaced, unspaced }

    private mutating func scan() {
        var gap = position
        while position < characters.count {
            let character = characters[position]
            if character == "{", let end = endOfTag() {
                position = end
            } else if character == ":", isAddress {
                skipAddress()
            } else {
                let kind = Self.kind(of: character)
                if kind == .none {
                    position += 1
                } else {
                    takeWord(of: kind, gap: gap..<position)
                    gap = position
                }
            }
        }
    }

    private mutating func takeWord(of kind: Kind, gap: Range<Int>) {
        let start = position
        while position < characters.count {
            if Self.kind(of: characters[position]) == kind {
                position += 1
            } else if kind == .spaced, Self.isJoiner(characters[position]), position + 1 < characters.count,
                Self.kind(of: characters[position + 1]) == .spaced
            {
                position += 2
            } else {
                break
            }
        }
        let folded = Self.folded(characters[start..<position])
        let base = folded.hasSuffix("'s") ? String(folded.dropLast(2)) : folded
        words.append(
            LanguageWord(
                line: number, range: start..<position, folded: folded, base: base, link: link(over: characters[gap])))
    }

    private func link(over gap: ArraySlice<Character>) -> LanguageWord.Link {
        var gap = gap
        if words.isEmpty {
            guard let gapBefore else { return .apart }
            gap = gapBefore + gap
        }
        var hyphens = 0
        var blanks = 0
        var isTight = true
        for character in gap {
            switch character {
            case ".", "!", "?", "…", "。", "؟": return .apart
            case "-", "\u{2010}", "\u{2011}", "\u{2013}": hyphens += 1
            case "*", "_": break
            default: if character.isWhitespace { blanks += 1 } else { isTight = false }
            }
        }
        guard isTight, hyphens == 0 ? blanks > 0 : hyphens == 1 && blanks == 0 else { return .loose }
        return .tight
    }

    /// Where the tag ends that begins here; nil when none does, or the line ends first.
    private mutating func endOfTag() -> Int? {
        guard position + 1 < characters.count, characters[position + 1] == "{" else { return nil }
        if nextClose < position {
            nextClose = position
            while nextClose < characters.count {
                if characters[nextClose] == "}", nextClose + 1 < characters.count, characters[nextClose + 1] == "}" {
                    break
                }
                nextClose += 1
            }
        }
        return nextClose < characters.count ? nextClose + 2 : nil
    }

    private var isAddress: Bool {
        position + 2 < characters.count && characters[position + 1] == "/" && characters[position + 2] == "/"
    }

    private mutating func skipAddress() {
        while position < characters.count, !characters[position].isWhitespace,
            !"\"'<>)]`".contains(characters[position])
        {
            position += 1
        }
    }

    private static func kind(of character: Character) -> Kind {
        if let ascii = character.asciiValue {
            switch ascii {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return .spaced
            default: return .none
            }
        }
        guard character.isLetter || character.isNumber, let scalar = character.unicodeScalars.first else {
            return .none
        }
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF,
            0x2E80...0xABFF where !(0xA000...0xAB2F).contains(scalar.value),
            0xF900...0xFAFF, 0x20000...0x3FFFF:
            return .unspaced
        default: return .spaced
        }
    }

    private static func isJoiner(_ character: Character) -> Bool {
        character == "'" || character == "\u{2019}" || character == "_" || character == "\u{AD}"
    }

    private static func folded(_ word: ArraySlice<Character>) -> String {
        var result = ""
        for character in word where character != "\u{AD}" {
            result.append(character == "\u{2019}" ? "'" : character)
        }
        return result.lowercased()
    }
}
