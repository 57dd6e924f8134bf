/// Keeps platforms from finding mentions in people's words.
enum Mentions {
    static let gap: Unicode.Scalar = "\u{200B}"

    /// The words with a zero-width space after each of `signs` that could begin a mention: one that stands before a letter,
    /// a digit or an underscore, and not behind a letter or a digit, as the sign in a mail address does.
    static func disarmed(_ words: String, signs: Set<Unicode.Scalar> = ["@"]) -> String {
        guard words.unicodeScalars.contains(where: signs.contains) else { return words }
        var result = String.UnicodeScalarView()
        var before: Unicode.Scalar?
        var isOpen = false
        for scalar in words.unicodeScalars {
            if isOpen, isWord(scalar) || scalar == "_" { result.append(gap) }
            isOpen = signs.contains(scalar) && !(before.map(isWord) ?? false)
            result.append(scalar)
            before = scalar
        }
        // What follows is not known here.
        if isOpen { result.append(gap) }
        return String(result)
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
