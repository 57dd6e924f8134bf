/// What somebody of the staff does here.
///
/// All of them are part of the place. Those who do not care for anybody's health see names and the schedule, and no answer.
public enum StaffKind: String, CaseIterable, Codable, Sendable {
    case counseling
    case nursing
    case facilities
    case kitchen
    case housekeeping
    case admin
    case other

    /// Whether their work is care.
    public var isClinical: Bool { self == .counseling || self == .nursing }
}
