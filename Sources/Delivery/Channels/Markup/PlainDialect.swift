/// Words, with lists and addresses as people write them.
struct PlainDialect: MarkupDialect {
    /// For platforms that look for mentions in plain words.
    var disarmsMentions = false

    func text(_ line: String, isLineStart: Bool) -> String { disarmsMentions ? Mentions.disarmed(line) : line }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    func strike(_ inner: String) -> String { inner }
    func code(_ text: String) -> String { text }
    func codeBlock(_ text: String) -> String { text }
    func link(_ label: String, to url: String, isBare: Bool) -> String { isBare ? url : "\(label) (\(url))" }
}
