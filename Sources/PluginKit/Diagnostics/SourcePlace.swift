/// Where something stands in a file that a person wrote.
public struct SourcePlace: Hashable, Sendable {
    /// As the person would type it, such as `Jobs/nightly-check-in.yaml`.
    public let file: String
    /// From 1; 0 means the file as a whole.
    public let line: Int
    /// In characters, from 1.
    public let column: Int
    /// How many characters it spans, at least 1; what the caret underlines.
    public let length: Int

    public init(file: String, line: Int, column: Int, length: Int = 1) {
        self.file = file
        self.line = line
        self.column = column
        self.length = max(1, length)
    }

    /// The file as a whole.
    public init(file: String) { self.init(file: file, line: 0, column: 0) }

    /// The same line, `characters` further on.
    public func advanced(by characters: Int, length: Int = 1) -> SourcePlace {
        SourcePlace(file: file, line: line, column: column + characters, length: length)
    }
}

extension SourcePlace: CustomStringConvertible {
    public var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

extension SourcePlace: Comparable {
    public static func < (left: SourcePlace, right: SourcePlace) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
