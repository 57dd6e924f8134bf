/// What a person agreed to be contacted for; each is given and taken back on its own.
///
/// A job's plugin says which purpose its messages serve, and the *consent* gate asks for exactly that one.
public enum Purpose: String, CaseIterable, Codable, Comparable, Sendable {
    case checkIn = "check_in"
    case reminders
    case goals
    case pairing
    /// A word now and then after their time in the program is over; the only one that holds for somebody who left.
    case followUps = "follow_ups"

    public static func < (left: Purpose, right: Purpose) -> Bool { left.rawValue < right.rawValue }
}
