/// All that is wrong with the text of a calendar; never empty.
public struct CalendarFaults: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of the file.
    public let faults: [CalendarFault]

    /// One fault a line.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
