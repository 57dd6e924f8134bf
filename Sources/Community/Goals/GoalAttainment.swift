/// The T-score of Goal Attainment Scaling, for staff and evaluation only; members see words and their own levels.
///
///     T = 50 + 10·Σ(wᵢxᵢ) / √[(1−ρ)·Σwᵢ² + ρ·(Σwᵢ)²],  ρ = 0.3
///
/// Kiresuk and Sherman, *Goal attainment scaling*, Community Mental Health Journal 4 (1968). The guide by Turner-Stokes
/// (2009) misprints the formula on its pages 364 and 367, as its erratum says.
public enum GoalAttainment {
    /// The correlation between goals that the formula takes for granted.
    public static let correlation = 0.3

    /// One goal of those that are scored together.
    public struct Item: Hashable, Sendable {
        /// nil for a goal that nobody rated: it then counts as if it were not there.
        public let level: GoalLevel?
        /// Not negative.
        public let weight: Int

        public init(level: GoalLevel?, weight: Int) {
            self.level = level
            self.weight = weight
        }
    }

    /// The score, 50 for goals that came as far as was hoped; nil when no goal has a level.
    ///
    /// When all weights are 0, each counts as 1.
    public static func score(_ items: [Item]) -> Double? {
        let rated = items.compactMap { item in item.level.map { (level: Double($0.rawValue), weight: item.weight) } }
        guard !rated.isEmpty else { return nil }
        let areAllZero = rated.allSatisfy { $0.weight == 0 }
        let weighted = rated.map { (level: $0.level, weight: areAllZero ? 1 : Double($0.weight)) }
        let sum = weighted.reduce(0) { $0 + $1.weight }
        let squares = weighted.reduce(0) { $0 + $1.weight * $1.weight }
        let attained = weighted.reduce(0) { $0 + $1.weight * $1.level }
        return 50 + 10 * attained / ((1 - correlation) * squares + correlation * sum * sum).squareRoot()
    }

    /// The items of goals by how much each matters to its owner; all alike unless every rated one has an importance.
    public static func items(_ goals: [(level: GoalLevel?, importance: GoalRuler?)]) -> [Item] {
        let areWeighted = goals.allSatisfy { $0.level == nil || $0.importance != nil }
        return goals.map { Item(level: $0.level, weight: areWeighted ? $0.importance?.value ?? 0 : 1) }
    }
}
