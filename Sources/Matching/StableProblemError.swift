/// What is wrong with preference lists or a matching of them; nothing was proposed.
public enum StableProblemError: Error, Hashable, CustomStringConvertible {
    case noNewcomers
    case noMentors
    case wrongMentorCount(expected: Int, found: Int)
    case negativeCapacity(mentor: Int)
    case unknownMentor(newcomer: Int, mentor: Int)
    case unknownNewcomer(mentor: Int, newcomer: Int)
    case mentorTwice(newcomer: Int, mentor: Int)
    case newcomerTwice(mentor: Int, newcomer: Int)
    case wrongMatchingSize(expected: Int, found: Int)
    case unacceptablePair(newcomer: Int, mentor: Int)
    case overCapacity(mentor: Int)

    public var description: String {
        switch self {
        case .noNewcomers: "there are no newcomers"
        case .noMentors: "there are no mentors"
        case .wrongMentorCount(let expected, let found): "expected lists of \(expected) mentors, found \(found)"
        case .negativeCapacity(let mentor): "mentor \(mentor) has a negative capacity"
        case .unknownMentor(let newcomer, let mentor): "newcomer \(newcomer) lists mentor \(mentor), who does not exist"
        case .unknownNewcomer(let mentor, let newcomer):
            "mentor \(mentor) lists newcomer \(newcomer), who does not exist"
        case .mentorTwice(let newcomer, let mentor): "newcomer \(newcomer) lists mentor \(mentor) twice"
        case .newcomerTwice(let mentor, let newcomer): "mentor \(mentor) lists newcomer \(newcomer) twice"
        case .wrongMatchingSize(let expected, let found): "expected a matching of \(expected) newcomers, found \(found)"
        case .unacceptablePair(let newcomer, let mentor):
            "newcomer \(newcomer) and mentor \(mentor) do not list each other"
        case .overCapacity(let mentor): "mentor \(mentor) has more newcomers than places"
        }
    }
}
