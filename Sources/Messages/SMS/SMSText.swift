/// A text as it goes out as an SMS: in which alphabet, and in how many segments.
///
/// The default alphabet has 160 septets in one message and 153 in each of several, as seven are spent on a header that
/// puts them together again; UCS-2 has 70 and 67 units of 16 bits (3GPP TS 23.038, TS 23.040 section 9.2.3.24.1). One
/// character outside the default alphabet more than halves a message, so smart quotes, long dashes and special blanks are
/// written plainly where the whole text then fits the default alphabet. Letters are never changed: a word keeps its
/// accents, whatever they cost.
public struct SMSText: Hashable, Sendable {
    public let alphabet: Alphabet
    /// The text as it is sent.
    public let text: String
    /// Its parts in their order, each of which fits one message; none for an empty text.
    public let segments: [String]
    /// Septets or units of 16 bits in all.
    public let units: Int
    /// The characters that need UCS-2, each once, in the order of the text.
    public let outsideDefault: [Character]

    /// In what a text message is written.
    public enum Alphabet: String, Sendable {
        case gsm7 = "GSM-7"
        case ucs2 = "UCS-2"

        /// How much one message holds, alone and as one of several.
        public var single: Int { self == .gsm7 ? 160 : 70 }
        public var joined: Int { self == .gsm7 ? 153 : 67 }
    }

    public init(_ written: String) {
        let plain = written.reduce(into: "") { result, character in
            result += GSMAlphabet.replacement(of: character) ?? String(character)
        }
        var seen: Set<Character> = []
        outsideDefault = plain.filter { GSMAlphabet.septets(of: $0) == nil && seen.insert($0).inserted }.map(\.self)
        alphabet = outsideDefault.isEmpty ? .gsm7 : .ucs2
        text = alphabet == .gsm7 ? plain : written
        let pieces =
            alphabet == .gsm7
            ? text.map { (String($0), GSMAlphabet.septets(of: $0) ?? 0) }
            // By code point: one outside the first plane is a pair of units that must stay together.
            : text.unicodeScalars.map { (String($0), $0.value > 0xFFFF ? 2 : 1) }
        units = pieces.reduce(0) { $0 + $1.1 }
        segments = Self.split(pieces, into: units <= alphabet.single ? alphabet.single : alphabet.joined)
    }

    private static func split(_ pieces: [(text: String, units: Int)], into limit: Int) -> [String] {
        var segments: [String] = []
        var current = String.UnicodeScalarView()
        var used = 0
        for piece in pieces {
            if used + piece.units > limit {
                segments.append(String(current))
                current = String.UnicodeScalarView()
                used = 0
            }
            current.append(contentsOf: piece.text.unicodeScalars)
            used += piece.units
        }
        if used > 0 { segments.append(String(current)) }
        return segments
    }
}
