/// A word of a text, with its line and its characters' offsets from the line's start.
struct LanguageWord {
    /// How it hangs together with the word before it.
    enum Link {
        /// Only blanks, one line end among them, or one hyphen: together they can be a term.
        case tight
        /// Something else, within the sentence.
        case loose
        /// Another sentence, or the start of the text.
        case apart
    }

    /// The number of its line, from 0.
    let line: Int
    let range: Range<Int>
    /// In small letters, with a straight apostrophe.
    let folded: String
    /// `folded` without a possessive `'s`.
    let base: String
    let link: Link

    /// Where the word ends when it is read as one of `forms`; nil when it is none of them.
    func end(as forms: Set<String>) -> Int? {
        if forms.contains(folded) { return range.upperBound }
        return forms.contains(base) ? range.upperBound - 2 : nil
    }
}
