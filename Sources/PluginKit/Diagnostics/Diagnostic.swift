/// One fault of a file, at its place, with what was found, what was expected and what to do.
public struct Diagnostic: Error, Hashable, Sendable {
    public let place: SourcePlace
    public let severity: Severity
    /// Lower-case start, no final period, values in 'single quotes'.
    public let message: String
    /// What to write instead; nil where the message says it.
    public let hint: String?
    /// A short stable name of the kind of fault, such as `unknown-key`.
    public let rule: String

    public init(
        _ place: SourcePlace, _ rule: String, _ message: String, hint: String? = nil, severity: Severity = .error
    ) {
        self.place = place
        self.severity = severity
        self.message = message
        self.hint = hint
        self.rule = rule
    }

    /// Whether a file with this fault can be used.
    public enum Severity: String, Codable, Sendable {
        case error
        case warning
    }
}

/// All faults found in one pass, thrown together so that one does not hide the next.
public struct Diagnostics: Error, Hashable, Sendable, ExpressibleByArrayLiteral {
    public var all: [Diagnostic]

    public init(_ all: [Diagnostic]) { self.all = all }

    public init(arrayLiteral elements: Diagnostic...) { all = elements }

    public var hasErrors: Bool { all.contains { $0.severity == .error } }
}

extension Diagnostics: CustomStringConvertible {
    public var description: String {
        all.map { "\($0.place): \($0.severity.rawValue): \($0.message) [\($0.rule)]" }.joined(separator: "\n")
    }
}
