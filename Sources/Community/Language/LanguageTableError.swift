/// Every fault of a table or of a file of exceptions, in the order of its lines.
public struct LanguageTableError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One fault with its place; line and column begin at 1, a column counts characters.
    public struct Fault: Sendable, Hashable, CustomStringConvertible {
        public let line: Int
        public let column: Int
        public let message: String

        public var description: String { "\(line):\(column): error: \(message)" }
    }

    /// Never empty.
    public let faults: [Fault]

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
