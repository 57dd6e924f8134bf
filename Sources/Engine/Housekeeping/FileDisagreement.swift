public import Persistence

/// Another node that reads other job files than this one.
public struct FileDisagreement: Hashable, Sendable {
    public let node: String
    /// Jobs whose text differs, in alphabetical order.
    public let differing: [String]
    /// Jobs that only this node has.
    public let onlyHere: [String]
    /// Jobs that only the other node has.
    public let onlyThere: [String]

    /// Compares what this node reads with what `other` said it reads; nil when it is the same.
    public init?(jobs: [String: String], files: String, other: NodeRecord) {
        guard other.files != files else { return nil }
        node = NodeName.shown(other.owner)
        differing = jobs.filter { id, revision in other.jobs[id].map { $0 != revision } ?? false }.map(\.key).sorted()
        onlyHere = jobs.keys.filter { other.jobs[$0] == nil }.sorted()
        onlyThere = other.jobs.keys.filter { jobs[$0] == nil }.sorted()
    }

    /// A sentence that says what to do.
    public var sentence: String {
        var parts: [String] = []
        if !differing.isEmpty { parts.append("they differ in \(Self.list(differing))") }
        if !onlyHere.isEmpty { parts.append("only this one has \(Self.list(onlyHere))") }
        if !onlyThere.isEmpty { parts.append("only that one has \(Self.list(onlyThere))") }
        return "node \(node) reads other job files than this one: \(parts.joined(separator: ", ")); "
            + "bring the folders together"
    }

    /// Ten names at the most.
    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
