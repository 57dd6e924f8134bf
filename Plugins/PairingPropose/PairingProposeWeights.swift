import PluginKit

/// How much each criterion counts, as the job file has it.
///
/// Only their proportions matter: they are taken as thousandths and divided by what they have in common, so twice the
/// weights are the same weights. A block that names some leaves the others at their defaults.
struct PairingProposeWeights: SettingsGroup, Hashable {
    @Setting("Experiences that both agreed to share.")
    var sharedExperience: PairingProposeWeight = 3

    @Setting("What both like.")
    var interests: PairingProposeWeight = 2

    @Setting("Time in the week in which both are free, up to four hours.")
    var sharedTime: PairingProposeWeight = 2

    @Setting("The newcomer's first language.")
    var language: PairingProposeWeight = 1

    @Setting("The same way that both chose for themselves.")
    var pathway: PairingProposeWeight = 1

    @Setting("Learning from difference: languages and interests that are new to the newcomer.")
    var difference: PairingProposeWeight = 1

    @Setting("Not having been a pair before; counts less as time passes.")
    var previousPair: PairingProposeWeight = 1

    @Setting("Whom they would like, most of all when both do.")
    var wishes: PairingProposeWeight = 3

    @Setting("How long the newcomer has waited.")
    var waiting: PairingProposeWeight = 2

    @Setting("How many places the mentor has left.")
    var mentorLoad: PairingProposeWeight = 2

    func validate() throws(BrokenRule) {
        let all = PairingProposeCriterion.allCases.map { ($0, thousandths(of: $0)) }
        let total = all.reduce(0) { $0 + $1.1 }
        guard total > 0 else {
            throw BrokenRule(
                "wishes", "all weights are 0, expected some above it", hint: "leave the block out for the defaults")
        }
        if let (heavy, weight) = all.first(where: { 2 * $0.1 > total }) {
            throw BrokenRule(
                heavy.rawValue,
                "counts for more than half of all (\(PairingProposeWeight(thousandths: weight).yamlText) of \(PairingProposeWeight(thousandths: total).yamlText))",
                hint:
                    "at most \(PairingProposeWeight(thousandths: total - weight).yamlText) beside the others as they are"
            )
        }
    }

    func thousandths(of criterion: PairingProposeCriterion) -> Int64 {
        switch criterion {
        case .sharedExperience: sharedExperience.thousandths
        case .interests: interests.thousandths
        case .sharedTime: sharedTime.thousandths
        case .language: language.thousandths
        case .pathway: pathway.thousandths
        case .difference: difference.thousandths
        case .previousPair: previousPair.thousandths
        case .wishes: wishes.thousandths
        case .waiting: waiting.thousandths
        case .mentorLoad: mentorLoad.thousandths
        }
    }

    /// Whole numbers in the same proportions, as small as they can be, in the order of the criteria.
    var reduced: [Int64] {
        let all = PairingProposeCriterion.allCases.map(thousandths)
        let common = all.reduce(0, Self.commonDivisor)
        return common > 1 ? all.map { $0 / common } : all
    }

    private static func commonDivisor(_ one: Int64, _ other: Int64) -> Int64 {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return one
    }

    static func == (left: Self, right: Self) -> Bool { left.reduced == right.reduced }
    func hash(into hasher: inout Hasher) { hasher.combine(reduced) }
}

/// One weight, 0 to 1000, with at most three decimals: kept as a whole number of thousandths, so that sums are exact.
struct PairingProposeWeight: SettingValue, Hashable, ExpressibleByIntegerLiteral {
    let thousandths: Int64

    static let settingType = SettingType.number

    init(thousandths: Int64) { self.thousandths = thousandths }

    init(integerLiteral value: Int64) { thousandths = value * 1_000 }

    init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let value = node.text.flatMap(Self.thousandths) else {
            throw [
                node.expected(
                    "a number from 0 to 1000 with at most three decimals", rule: "weight",
                    hint: "write it like 2 or 0.5; only how the weights stand to each other matters")
            ]
        }
        thousandths = value
    }

    /// Digits with a point and one to three more; no sign, exponent, infinity or other numbers.
    private static func thousandths(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...4).contains(parts[0].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let whole = Int64(parts[0])
        else { return nil }
        var decimals: Int64 = 0
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), let read = Int64(parts[1]) else { return nil }
            decimals = (0..<(3 - parts[1].utf8.count)).reduce(read) { value, _ in value * 10 }
        }
        let value = whole * 1_000 + decimals
        return value <= 1_000_000 ? value : nil
    }

    var yamlText: String {
        let decimals = thousandths % 1_000
        guard decimals > 0 else { return "\(thousandths / 1_000)" }
        var text = String(String(1_000 + decimals).dropFirst())
        while text.hasSuffix("0") { text.removeLast() }
        return "\(thousandths / 1_000).\(text)"
    }
}
