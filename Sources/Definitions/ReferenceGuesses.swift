import PluginKit

/// "Did you mean" for the references of a table, as long as that takes no time.
///
/// A table that names many people whom nobody knows has lost a column rather than a letter, and to look each of them up
/// among all takes longer than to read it.
struct ReferenceGuesses {
    /// For so many different references somebody is guessed, and among so many people.
    static let most = 20
    static let mostKnown = 20_000

    private let known: [String]
    private var phrases: [String: String] = [:]

    init(known: some Collection<String>) {
        self.known = known.count <= Self.mostKnown ? known.sorted() : []
    }

    /// `; did you mean 'x'?`, or nothing.
    mutating func phrase(for written: String) -> String {
        if let phrase = phrases[written] { return phrase }
        guard phrases.count < Self.most, !known.isEmpty else { return "" }
        let phrase = Suggestion.phrase(for: written, among: known)
        phrases[written] = phrase
        return phrase
    }
}
