/// One score of one set of answers, with the way in which it was made.
public struct InstrumentScore: Hashable, Sendable {
    /// The name of its `ScoreRule`, as one instrument may be scored in several ways.
    public let variant: String
    public let value: Int
    /// The band that the value lies in; nil where the instrument has none.
    public let band: String?
    /// The cut-offs that the value reaches.
    public let marks: [String]
    /// How many questions had no answer and were made up for.
    public let missing: Int

    public init(variant: String, value: Int, band: String?, marks: [String] = [], missing: Int = 0) {
        self.variant = variant
        self.value = value
        self.band = band
        self.marks = marks
        self.missing = missing
    }
}
