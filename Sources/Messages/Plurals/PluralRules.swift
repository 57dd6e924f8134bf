import Synchronization

/// Which category a language sorts a number into: CLDR's cardinal rules (version 47).
///
/// Rules are data (`PluralRules+cldr.swift`), read once. A language without rules there uses `other` for every number.
public struct PluralRules: Sendable {
    private let tag: String
    private let rules: [(category: PluralCategory, condition: PluralCondition)]
    /// Whether CLDR has rules for the language, if only the one that every number is `other`.
    public let isKnown: Bool

    /// The rules of a language.
    ///
    /// `language`: A BCP 47 tag in any case; what is not known with its region is looked up without.
    public init(language: String) {
        tag = language.lowercased()
        let found = Self.table[tag] ?? Self.table[String(tag.prefix { $0 != "-" })]
        rules = found ?? []
        isKnown = found != nil
    }

    /// The category of a number as it is written; `other` for what is no number.
    public func category(of number: String) -> PluralCategory {
        guard let operands = PluralOperands(number) else { return .other }
        return rules.first { $0.condition.holds(operands) }?.category ?? .other
    }

    /// The categories that the language has, in CLDR's order.
    public var categories: [PluralCategory] { (rules.map(\.category) + [.other]).sorted() }

    /// Those that some whole number below a million takes, and `other`, which stands in for all.
    ///
    /// What only fractions or millions take (`many` in Portuguese) may be left out.
    public var required: [PluralCategory] { Set(wholeNumbers.keys).union([.other]).sorted() }

    /// The first whole numbers of a category, three at the most, of 0 to 1,000 and 2,000, 10,000 and 100,000: rules repeat after
    /// a hundred but for those of thousands.
    public func examples(of category: PluralCategory) -> [Int] { wholeNumbers[category] ?? [] }

    /// By category; worked out once a language, as every message with a number asks for it.
    private var wholeNumbers: [PluralCategory: [Int]] {
        if let known = Self.known.withLock({ $0[tag] }) { return known }
        var found: [PluralCategory: [Int]] = [:]
        for number in Array(0...1_000) + [2_000, 10_000, 100_000] {
            let category = category(of: String(number))
            if found[category, default: []].count < 3 { found[category, default: []].append(number) }
        }
        return Self.known.withLock { known in
            known[tag] = found
            return found
        }
    }

    private static let known = Mutex<[String: [PluralCategory: [Int]]]>([:])

    private typealias Rules = [(category: PluralCategory, condition: PluralCondition)]

    private static let table: [String: Rules] = {
        var table: [String: Rules] = [:]
        var languages: [String] = []
        var rules: Rules = []
        func keep() { for language in languages { table[language] = rules } }
        for line in cldr.split(separator: "\n") {
            if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].filter { $0 != " " }
                let text = line[line.index(after: colon)...]
                if let category = PluralCategory(rawValue: name), let condition = PluralCondition(String(text)) {
                    rules.append((category, condition))
                }
            } else {
                keep()
                languages = line.split(separator: " ").map(String.init)
                rules = []
            }
        }
        keep()
        return table
    }()

    /// How many rules the table holds; for tests.
    static var ruleCount: Int { table.values.reduce(0) { $0 + $1.count } }
}
