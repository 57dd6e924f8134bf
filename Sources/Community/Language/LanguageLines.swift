/// Cuts a text into lines as editors count them: at a line feed, a carriage return, or both together.
enum LanguageLines {
    /// The lines without their ends; a text without any end is one line.
    static func split(_ text: Substring) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    }
}
