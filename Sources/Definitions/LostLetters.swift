/// A name whose letters a spreadsheet has lost.
///
/// Where a table is saved in an encoding of a few letters, `?` stands for each of the others; U+FFFD stands for what a
/// program could not read.
public enum LostLetters {
    /// Whether a name may have lost some: a mark in their place stands beside a letter.
    public static func mayBe(in name: String) -> Bool {
        // U+FFFD begins with EF in UTF-8.
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == 0xEF }) else { return false }
        let letters = Array(name)
        return letters.indices.contains { index in
            isMark(letters[index])
                && (index > 0 && letters[index - 1].isLetter
                    || index + 1 < letters.count && letters[index + 1].isLetter)
        }
    }

    /// Whether `name` is `known` with a mark for one letter at least, and otherwise the same.
    public static func took(from known: String, to name: String) -> Bool {
        let (before, after) = (Array(known), Array(name))
        guard before.count == after.count, before != after else { return false }
        return zip(before, after).allSatisfy { $0 == $1 || $0.isLetter && isMark($1) }
    }

    private static func isMark(_ character: Character) -> Bool { character == "?" || character == "\u{FFFD}" }
}
