/// One thing that is wrong with the text of a calendar, and where.
public struct CalendarFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the file, from 1, as it stands there: a folded line counts its parts.
    public let line: Int
    /// In characters of that line, from 1.
    public let column: Int
    /// What is wrong, as a sentence without its end.
    public let message: String
    /// What to write instead.
    public let hint: String?

    /// Tells of a fault.
    public init(line: Int, column: Int, message: String, hint: String? = nil) {
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// `line:column: message; hint`.
    public var description: String {
        "\(line):\(column): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}
