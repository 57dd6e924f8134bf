/// What makes a better pair.
///
/// Each gives 0 to 100 points, or nothing when somebody has left open what it asks: that counts as the middle, 50. The
/// middle, and not "not counted": were the criterion taken out of the total, the rest would weigh more for this pair than
/// for others, and saying nothing could be worth more than any answer. With the middle, an empty field is worth the same to
/// every partner, so it moves nobody to the end of a list, and there is always an answer that gives less.
enum PairingProposeCriterion: String, CaseIterable {
    case sharedExperience = "shared_experience"
    case interests
    case sharedTime = "shared_time"
    case language
    case pathway
    case difference
    case previousPair = "previous_pair"
    case wishes
    case waiting
    case mentorLoad = "mentor_load"

    static let middle: Int64 = 50
}
