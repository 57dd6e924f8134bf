/// How two people can meet.
public enum MeetingMode: String, CaseIterable, Codable, Comparable, Sendable {
    case inPerson = "in_person"
    case phone
    case text
    case video

    /// As it stands in a sentence: *by phone*.
    public var words: String {
        switch self {
        case .inPerson: "in person"
        case .phone: "by phone"
        case .text: "by text"
        case .video: "by video"
        }
    }

    public static func < (left: MeetingMode, right: MeetingMode) -> Bool { left.rawValue < right.rawValue }
}
