import Community
import Definitions
import Scheduling

/// The demo's program: the shipped files, with channels that lead to the receivers inside the process.
enum DemoProgram {
    /// Thursday at noon in Lisbon.
    static let start = Instant(iso8601: "2026-11-19T12:00:00Z") ?? Instant(milliseconds: 0)
    /// A week later: those who were paired on Monday have been asked how it goes.
    static let end = Instant(iso8601: "2026-11-26T14:00:00Z") ?? Instant(milliseconds: 0)

    /// Writes the files, people spread over a webhook, e-mail and the screen.
    ///
    /// `secret`: Of the webhook, `whsec_…`.
    static func write(to folder: String, webhookPort: Int, mailPort: Int, consolePort: Int, secret: String) throws {
        try StarterFiles.write(to: folder) { path, text in
            switch path {
            case "Config/milieu.yaml":
                text.replacing("  allow: []", with: "  allow: [127.0.0.1]")
                    .replacing("public_url: http://127.0.0.1:8080", with: "public_url: http://127.0.0.1:\(consolePort)")
                    .replacing(
                        "  screen:\n    kind: screen\n",
                        with: """
                              screen:
                                kind: screen
                              phones:
                                kind: webhook
                                url: http://127.0.0.1:\(webhookPort)/messages
                                secret: \(secret)
                              letters:
                                kind: email
                                host: 127.0.0.1
                                port: \(mailPort)
                                tls: none
                                from: hello@riverside.example

                            """)
            case "Config/people.csv": spread(text)
            default: text
            }
        }
    }

    /// Every third person by e-mail, one in ten on the screen, the others by webhook.
    static func spread(_ people: String) -> String {
        people.split(separator: "\n").enumerated().map { index, line in
            let id = line.prefix { $0 != "," }
            let channel =
                index % 10 == 9 ? "screen,\(id)" : index % 3 == 0 ? "letters,\(id)@riverside.example" : "phones,\(id)"
            return line.replacing(",screen,\(id),", with: ",\(channel),")
        }.joined(separator: "\n") + "\n"
    }

    /// Goals that people set, in their own words.
    static let goals: [(member: String, words: String, steps: [String])] = [
        ("george", "Play the guitar in front of others again", ["played for my sister"]),
        ("lidia", "Ходить пешком каждое утро", []),
        ("mei", "请邻居吃一顿饭", ["bought a big pot"]),
        ("nuno", "Voltar a jogar à bola ao domingo", []),
        ("rania", "أن أتعلم رقصة جديدة", ["watched two lessons"]),
        ("xenia", "Позвонить брату", []),
    ]
}
