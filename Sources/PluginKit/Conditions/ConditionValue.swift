public import Scheduling

/// A value that a condition compares.
public enum ConditionValue: Hashable, Sendable {
    case none
    case boolean(Bool)
    case number(Double)
    case text(String)
    case date(CivilDate)
    case duration(Duration)
    case list([String])

    /// Whether the value alone counts as true: true, a number other than 0, anything that is not empty.
    public var isTrue: Bool {
        switch self {
        case .none: false
        case .boolean(let value): value
        case .number(let value): value != 0
        case .text(let value): !value.isEmpty
        case .list(let value): !value.isEmpty
        case .date, .duration: true
        }
    }

    /// Which side is smaller, or nil when the two cannot be compared; `none` compares with nothing but itself.
    func compare(_ other: ConditionValue) -> Int? {
        switch (self, other) {
        case (.number(let a), .number(let b)): a < b ? -1 : (a == b ? 0 : 1)
        case (.date(let a), .date(let b)): a < b ? -1 : (a == b ? 0 : 1)
        case (.duration(let a), .duration(let b)): a < b ? -1 : (a == b ? 0 : 1)
        case (.text(let a), .text(let b)): a < b ? -1 : (a == b ? 0 : 1)
        default: self == other ? 0 : nil
        }
    }
}
