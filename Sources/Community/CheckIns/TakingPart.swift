/// How many people took part in a stretch of time, as far as it may be told to everybody.
///
/// A number below `SmallCells.least` is left open, and so is one from which such a number could be worked out: of twenty who
/// answered, eighteen who practised a skill say that two did not.
public struct TakingPart: Hashable, Sendable {
    /// Who answered a check-in; nil for fewer than may be told.
    public let answered: Int?
    /// Who of them named a skill that they practised; nil for fewer than may be told, or all but as few.
    public let practised: Int?

    public init(answered: Int, practised: Int) {
        self.answered = answered >= SmallCells.least ? answered : nil
        let parts = SmallCells(["practised": practised, "others": answered - practised])
        self.practised = self.answered == nil ? nil : parts.counts["practised"] ?? nil
    }
}
