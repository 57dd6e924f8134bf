/// What a short reply asks of the program before any job's own logic may read it.
///
/// The words are those that carriers and the U.S. rules on revocation name (47 CFR 64.1200(a)(10)), with their common
/// translations. Only a reply that is nothing but the words counts; the comparison ignores case, surrounding space and
/// punctuation. What only sounds like it is `StopHint`'s.
public enum StopWord: Hashable, Sendable {
    case stop(Scope)
    case start
    /// Whom to turn to, and how to stop.
    case help

    /// How much of what comes is meant.
    public enum Scope: String, CaseIterable, Sendable {
        /// Whatever comes by the channel that the word came by.
        case here
        /// Everything, by whatever channel.
        case everything
        /// Reminders alone.
        case reminders
    }

    /// The wish that `reply` expresses, or nil when it is an ordinary answer.
    public init?(in reply: String) {
        guard let wish = Self.wishes[Self.word(reply)] else { return nil }
        self = wish
    }

    /// The letters of a reply in lower case, its words with one space between them.
    static func word(_ reply: String) -> String {
        reply.lowercased().split { !$0.isLetter }.joined(separator: " ")
    }

    private static let wishes: [String: StopWord] = {
        var wishes: [String: StopWord] = [:]
        for word in stopWords { wishes[word] = .stop(.here) }
        for word in everything { wishes[word] = .stop(.everything) }
        for word in reminders { wishes[word] = .stop(.reminders) }
        for word in startWords { wishes[word] = .start }
        for word in helpWords { wishes[word] = .help }
        return wishes
    }()

    static let stopWords: Set<String> = [
        "stop", "unsubscribe", "cancel", "end", "quit", "revoke", "remove", "td", "optout", "opt out", "arret", "arrêt",
        "parar", "pare", "sair", "cancelar", "baja", "alto", "stopp", "ende", "koniec", "стоп", "توقف", "停止",
    ]
    private static let everything: Set<String> = [
        "stopall", "stop all", "stop everything", "cancel all", "parar tudo", "stop wszystko", "zatrzymaj wszystko",
        "توقف عن الكل", "أوقف الكل",
    ]
    private static let reminders: Set<String> = [
        "stop reminders", "parar lembretes", "stop przypomnienia", "أوقف التذكيرات",
    ]
    private static let startWords: Set<String> = [
        "start", "unstop", "yes start", "começar", "comecar", "empezar", "wznów", "wznow", "старт", "ابدأ",
    ]
    private static let helpWords: Set<String> = [
        "help", "info", "ajuda", "ayuda", "pomoc", "hilfe", "aide", "помощь", "مساعدة",
    ]
}
