/// What a short reply asks of the program before any job's own logic may read it.
///
/// The words are those that carriers and the U.S. rules on revocation name, with their common translations. Only a
/// reply that is nothing but the word counts; the comparison ignores case, surrounding space and punctuation.
public enum StopWord: Hashable, Sendable {
    case stop
    case start

    /// The wish that `reply` expresses, or nil when it is an ordinary answer.
    public init?(in reply: String) {
        let word = reply.lowercased().split { !$0.isLetter }.joined(separator: " ")
        if Self.stopWords.contains(word) {
            self = .stop
        } else if Self.startWords.contains(word) {
            self = .start
        } else {
            return nil
        }
    }

    private static let stopWords: Set<String> = [
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "arret",
        "arrêt", "parar", "pare", "sair", "cancelar", "baja", "alto", "stopp", "ende", "koniec", "стоп", "توقف", "停止",
    ]
    private static let startWords: Set<String> = ["start", "unstop", "yes start", "começar", "empezar", "старт"]
}
