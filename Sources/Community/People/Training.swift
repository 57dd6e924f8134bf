public import Scheduling

/// A training that somebody has completed, as the program's staff recorded it.
public struct Training: Hashable, Comparable, Sendable {
    /// A word of the program's, such as `orientation`.
    public let name: String
    /// The last day on which it holds; nil for one that does not lapse.
    public let validTo: CivilDate?

    public init(_ name: String, validTo: CivilDate? = nil) {
        self.name = name
        self.validTo = validTo
    }

    /// Whether it holds on `day`.
    public func isValid(on day: CivilDate) -> Bool { validTo.map { day <= $0 } ?? true }

    /// `orientation 2027-03-01`.
    public var text: String { name + (validTo.map { " \($0.iso8601)" } ?? "") }

    public static func < (left: Training, right: Training) -> Bool { left.text < right.text }
}
