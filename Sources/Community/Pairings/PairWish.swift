/// What one of the two says about their pair when they are asked how it goes; all four are fine, and none needs a reason.
public enum PairWish: String, CaseIterable, Sendable {
    case keep
    /// It goes on, and something about it should be different: a counselor hears that, and nothing more.
    case adjust
    case pause
    case close

    /// What the wish is kept under among somebody's answers; no questionnaire may use it.
    public static let question = "pair-wish"

    /// Whether a counselor is told that the two would like a word.
    public var asksForCounselor: Bool { self == .adjust || self == .pause }

    /// What the wish does to a pair; nil when it stays where it is.
    ///
    /// `isFurtherWord`: Whether it is said by the other one than the word before, or in answer to a later question.
    public func event(in state: PairingState, isFurtherWord: Bool) -> PairingState.Event? {
        switch (self, state) {
        case (.close, _): .close
        case (.pause, .introduced), (.pause, .met), (.pause, .active): .hold
        case (.keep, .introduced), (.adjust, .introduced): .meet
        case (.keep, .met), (.adjust, .met): isFurtherWord ? .settle : nil
        case (.keep, .onHold), (.adjust, .onHold): .resume
        default: nil
        }
    }
}
