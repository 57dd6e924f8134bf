/// Why an interval of the calendar makes no sense.
public struct CalendarIntervalError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for the person who wrote it.
    public let message: String

    /// The message.
    public var description: String { message }
}
