/// Counts of people by an answer, with the small ones kept back, so that nobody can be told from a number.
///
/// A count below `least` is not shown. Where only one is kept back, the next smallest is as well: with the sum it could be
/// worked out otherwise.
public struct SmallCells: Hashable, Sendable {
    /// People by answer; nil for fewer than `least`, and for `keptBack`.
    public let counts: [String: Int?]
    /// The answer that is kept back beside a small one and is none itself; nil where there is none.
    ///
    /// Said only where nobody knows the sum: of six people it would tell that one gave the small answer.
    public let keptBack: String?

    /// From how many people on a count is shown.
    public static let least = 5

    public init(_ people: [String: Int], least: Int = Self.least) {
        let present = people.filter { $0.value > 0 }
        var hidden = Set(present.filter { $0.value < least }.keys)
        var keptBack: String?
        if hidden.count == 1,
            let next = present.filter({ !hidden.contains($0.key) }).min(by: { ($0.value, $0.key) < ($1.value, $1.key) })
        {
            hidden.insert(next.key)
            keptBack = next.key
        }
        self.keptBack = keptBack
        counts = Dictionary(uniqueKeysWithValues: present.map { ($0.key, hidden.contains($0.key) ? nil : $0.value) })
    }

    /// A number of people as anybody may read it: `fewer than 5` where it would tell of single ones.
    public static func words(for count: Int) -> String {
        (1..<least).contains(count) ? "fewer than \(least)" : "\(count)"
    }
}
