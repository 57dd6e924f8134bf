/// How much of the workers' time a job gets while others wait too.
///
/// A share, no rank: low ones go on beside high ones.
public enum JobPriority: String, CaseIterable, SettingValue {
    case high
    case normal
    case low

    /// 0 for high to 2 for low, as the store keeps it.
    public var rank: Int {
        switch self {
        case .high: 0
        case .normal: 1
        case .low: 2
        }
    }

    /// `rank`: Another than 0 and 2 is normal.
    public init(rank: Int) { self = rank == 0 ? .high : rank == 2 ? .low : .normal }
}
