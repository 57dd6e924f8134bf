/// What is wrong with a group to be paired; nothing was proposed.
public enum BuddyProblemError: Error, Hashable, CustomStringConvertible {
    case noPeople
    case unknownPerson(first: Int, second: Int)
    case samePerson(Int)
    case pairTwice(first: Int, second: Int)
    case scoreTooLarge(first: Int, second: Int)
    case wrongHistorySize(expected: Int, found: Int)

    public var description: String {
        switch self {
        case .noPeople: "there is nobody to pair"
        case .unknownPerson(let first, let second): "the pair \(first), \(second) names somebody who does not exist"
        case .samePerson(let person): "person \(person) is paired with themselves"
        case .pairTwice(let first, let second): "the pair \(first), \(second) is listed twice"
        case .scoreTooLarge(let first, let second): "the score of \(first) and \(second) is too large to add up"
        case .wrongHistorySize(let expected, let found): "expected the history of \(expected) people, found \(found)"
        }
    }
}
