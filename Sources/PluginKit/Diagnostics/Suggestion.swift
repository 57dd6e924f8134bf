/// "Did you mean": the known word that is closest to a written one.
///
/// Optimal string alignment distance (Damerau's four edits, no substring edited twice), bounded by a third of the
/// written word's length, at least one: near enough to be a slip of the finger, not a different word.
public enum Suggestion {
    /// The closest of `known`, or nil when none is close.
    ///
    /// Ties go to the first in order.
    public static func closest(to written: String, among known: some Sequence<String>) -> String? {
        let word = Array(written.lowercased())
        var best: (word: String, distance: Int)?
        for candidate in known {
            // No text has more characters than bytes; and so many letters more or fewer are as many edits.
            if candidate.utf8.count + limit(word.count, candidate.utf8.count) < word.count { continue }
            let letters = Array(candidate.lowercased())
            let most = min(limit(word.count, letters.count), (best?.distance ?? .max) - 1)
            if abs(letters.count - word.count) > most { continue }
            let distance = distance(word, letters)
            if distance <= most { best = (candidate, distance) }
        }
        return best?.word
    }

    /// `; did you mean 'x'?`, or nothing.
    public static func phrase(for written: String, among known: some Sequence<String>) -> String {
        closest(to: written, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    private static func limit(_ one: Int, _ other: Int) -> Int { max(1, (max(one, other) + 1) / 3) }

    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var twoBack = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var current = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                current[j] = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    current[j] = min(current[j], twoBack[j - 2] + 1)
                }
            }
            twoBack = previous
            previous = current
        }
        return previous[b.count]
    }
}
