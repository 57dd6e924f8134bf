/// Words alone, for platforms that look for mentions in them; for others there is `RichText.plainText`.
struct PlainDialect: MarkupDialect {
    func text(_ line: String, isLineStart: Bool) -> String { Mentions.disarmed(line) }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    func strike(_ inner: String) -> String { inner }
    func code(_ text: String) -> String { text }
    func codeBlock(_ text: String) -> String { text }
    func link(_ label: String, to url: String, isBare: Bool) -> String { isBare ? url : "\(label) (\(url))" }
}
