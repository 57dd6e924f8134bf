/// What a foreign mail server says, made fit for our own records: without anybody's address, and not longer than a line.
enum RelayWords {
    /// Each word with an `@` in it becomes `…`; control characters become blanks; at most 200 characters.
    static func shown(_ text: String) -> String {
        let clean = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
        let words = clean.split(separator: " ").map { $0.contains("@") ? "…" : String($0) }
        let line = words.joined(separator: " ")
        return line.count <= 200 ? line : line.prefix(199) + "…"
    }

    static func shown(_ reply: SMTPReply) -> String {
        let text = shown(reply.text)
        return text.isEmpty ? "\(reply.code)" : "\(reply.code) \(text)"
    }
}
