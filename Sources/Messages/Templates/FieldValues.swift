/// The values of one message's fields for one reader, as they may stand in a text.
///
/// A value is one line of text, whatever was written: control characters are dropped, line breaks become blanks, and
/// characters that turn the direction of all that follows are dropped too. A value whose letters run against the
/// direction of the text is isolated (U+2068, U+2069; UAX #9 section 2.7), so that it moves nothing around it.
struct FieldValues: Sendable {
    private let texts: [String: String]
    private let isRightToLeft: Bool
    private let plurals: [String: PluralForms]

    /// The longest value that is shown outside, in characters.
    static let longestOutside = 40

    /// `language`: Of the text that the values will stand in.
    init(_ values: [String: String], plurals: [String: PluralForms], language: String) {
        texts = values.mapValues(Self.clean)
        isRightToLeft = TextDirection(language: language) == .rightToLeft
        self.plurals = plurals
    }

    /// Where to answer; nil without an address that can be followed.
    var link: String? { texts[Self.linkName].flatMap { WebAddress.isFollowable($0) ? $0 : nil } }

    static let linkName = "link"
    /// Behind a field's name: the words that go with its number.
    static let phraseSuffix = ".phrase"

    /// Whether there is something to show.
    func isThere(_ name: String) -> Bool { !(texts[counted(name) ?? name] ?? "").isEmpty }

    /// The value as it stands in the text; empty when there is none.
    func text(_ name: String) -> String {
        if let field = counted(name) {
            guard let number = texts[field], !number.isEmpty, let forms = plurals[field] else { return "" }
            return isolated(forms.phrase(for: number))
        }
        let value = texts[name] ?? ""
        return name == Self.linkName ? value : isolated(value)
    }

    /// The value as it may be read on a lock screen: short.
    func outsideText(_ name: String) -> String {
        let value = texts[name] ?? ""
        if name == Self.linkName { return link ?? "" }
        return isolated(value.count > Self.longestOutside ? value.prefix(Self.longestOutside - 1) + "…" : value)
    }

    private func counted(_ name: String) -> String? {
        guard name.hasSuffix(Self.phraseSuffix) else { return nil }
        let field = String(name.dropLast(Self.phraseSuffix.count))
        return plurals[field] == nil ? nil : field
    }

    private func isolated(_ value: String) -> String {
        value.unicodeScalars.contains { isRightToLeft ? $0.isLeftToRightLetter : $0.isRightToLeftLetter }
            ? "\u{2068}\(value)\u{2069}" : value
    }

    /// Whether a value shows nothing.
    static func isBlank(_ value: String?) -> Bool { !(value ?? "").unicodeScalars.contains(where: \.isVisible) }

    /// One line of text without what no reader sees; empty when nothing is left to see.
    static func clean(_ value: String) -> String {
        // Most values are plain words; bytes decide quickly.
        let bytes = value.utf8
        if bytes.allSatisfy({ $0 >= 32 && $0 < 127 }), bytes.first != 32, bytes.last != 32 { return value }
        guard !isBlank(value) else { return "" }
        var result = String.UnicodeScalarView()
        var blanks = ""
        for scalar in value.unicodeScalars {
            if scalar.properties.isWhitespace {
                // Line breaks become blanks; a blank as it was, such as a narrow one, stays.
                let isBreak = scalar.value < 32 || [0x85, 0x2028, 0x2029].contains(scalar.value)
                if !(isBreak && blanks.last == " ") { blanks.unicodeScalars.append(isBreak ? " " : scalar) }
            } else if !scalar.isDropped {
                if !result.isEmpty { result.append(contentsOf: blanks.unicodeScalars) }
                blanks = ""
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isVisible: Bool {
        !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint && !isDropped
            && properties.generalCategory != .format
    }

    /// Controls, explicit directions (UAX #9 section 2.1 to 2.5), byte order marks and code points that are no characters.
    fileprivate var isDropped: Bool {
        switch value {
        case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: properties.generalCategory == .control || properties.isNoncharacterCodePoint
        }
    }

    fileprivate var isRightToLeftLetter: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
            properties.isAlphabetic
        default: false
        }
    }

    fileprivate var isLeftToRightLetter: Bool { properties.isAlphabetic && !isRightToLeftLetter }
}
