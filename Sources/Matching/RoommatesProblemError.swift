/// What is wrong with the lists of a group; nothing was proposed.
public enum RoommatesProblemError: Error, Hashable, CustomStringConvertible {
    case noPeople
    case unknownPerson(person: Int, names: Int)
    case namesOneself(person: Int)
    case personTwice(person: Int, names: Int)

    public var description: String {
        switch self {
        case .noPeople: "there is nobody to pair"
        case .unknownPerson(let person, let names): "person \(person) lists person \(names), who does not exist"
        case .namesOneself(let person): "person \(person) lists themselves"
        case .personTwice(let person, let names): "person \(person) lists person \(names) twice"
        }
    }
}
