/// What a questionnaire that others made brings with it: whose it is, under which terms, and how it is scored.
///
/// All of it comes from the questionnaire's file; no instrument has code of its own.
public struct Instrument: Hashable, Codable, Sendable {
    /// The terms under which the words may be shown.
    public let licence: String
    /// Who made it, as they ask to be named; shown beneath the questions.
    public let attribution: String
    /// What whoever switches it on should know, such as where the wording differs between versions.
    public let notes: String?
    /// Each way of scoring it, with a name of its own that is kept with the score.
    public let scores: [ScoreRule]

    public init(licence: String, attribution: String, notes: String? = nil, scores: [ScoreRule]) {
        self.licence = licence
        self.attribution = attribution
        self.notes = notes
        self.scores = scores
    }
}
