/// Why a cron expression cannot be read, and where.
public struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    /// In characters of the expression, from 1.
    public let column: Int
    /// In characters; at least 1, and never past the end of a text that is not empty.
    public let length: Int
    public let message: String
    public let hint: String?

    public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
