/// How answers become a score: which of them, summed how, and what is done where some are missing.
///
///     score = multiplier × Σ (value + shift)
///
/// Where at most `mostMissing` answers are missing, the sum of the others is prorated (sum × questions ÷ answers), and
/// rounded half up to a whole number before it is multiplied. Where more are missing there is no score.
public struct ScoreRule: Hashable, Codable, Sendable {
    /// Kept with the score, as one instrument may be scored in several ways: `k10-1-5` and `k10-0-4`.
    public let variant: String
    /// The questions that count, by id; never empty.
    public let questions: [String]
    /// Added to each answer's value, such as -1 where answers count from 1 and the score from 0.
    public let shift: Int
    /// WHO-5: 4, of the raw sum as it is.
    public let multiplier: Int
    public let mostMissing: Int
    /// Together they cover the range without a gap; empty where the instrument names none.
    public let bands: [ScoreBand]
    /// Cut-offs beside the bands, such as the number from which a longer form is offered.
    public let marks: [ScoreBand]

    public init(
        variant: String, questions: [String], shift: Int = 0, multiplier: Int = 1, mostMissing: Int = 0,
        bands: [ScoreBand] = [], marks: [ScoreBand] = []
    ) {
        self.variant = variant
        self.questions = questions
        self.shift = shift
        self.multiplier = multiplier
        self.mostMissing = mostMissing
        self.bands = bands
        self.marks = marks
    }

    /// The score of the values that were given, by question; nil where too many are missing.
    public func score(_ values: [String: Int]) -> InstrumentScore? {
        let given = questions.compactMap { values[$0] }
        let missing = questions.count - given.count
        guard !given.isEmpty, missing <= mostMissing else { return nil }
        let sum = given.reduce(0) { $0 + $1 + shift }
        let value = multiplier * Self.rounded(sum * questions.count, over: given.count)
        return InstrumentScore(
            variant: variant, value: value, band: bands.first { $0.contains(value) }?.id,
            marks: marks.filter { $0.contains(value) }.map(\.id), missing: missing)
    }

    /// The least and the most that the score can be; nil when one of the questions is not there or counts nothing.
    public func range(of questionnaire: [Question]) -> ClosedRange<Int>? {
        var least = 0
        var most = 0
        for id in questions {
            guard let values = questionnaire.first(where: { $0.id == id })?.values else { return nil }
            least += values.lowerBound + shift
            most += values.upperBound + shift
        }
        return multiplier > 0 ? multiplier * least...multiplier * most : nil
    }

    /// `dividend` ÷ `divisor`, half up; `divisor` is positive.
    static func rounded(_ dividend: Int, over divisor: Int) -> Int {
        let twice = 2 * dividend + divisor
        let quotient = twice / (2 * divisor)
        return twice < 0 && twice % (2 * divisor) != 0 ? quotient - 1 : quotient
    }
}
