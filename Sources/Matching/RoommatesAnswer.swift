/// What a group of people who rank each other can have.
public enum RoommatesAnswer: Hashable, Sendable {
    /// By person the partner, nil for a person who is alone in every stable matching.
    case stable([Int?])
    /// Every way to pair the group leaves two who would rather be together; the list of `person` was the first to run out.
    case noneExists(person: Int)

    /// The partners of the stable matching; nil when there is none.
    public var partners: [Int?]? { if case .stable(let partners) = self { partners } else { nil } }
}
