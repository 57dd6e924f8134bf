/// The plugins of a program: an immutable value built from an explicit list.
public struct PluginRegistry: Sendable {
    /// In alphabetical order of their ids.
    public let entries: [PluginEntry]
    private let byID: [String: PluginEntry]

    /// - Throws: `RegistryError.duplicate`, which names both types.
    public init(_ types: [any Plugin.Type]) throws(RegistryError) {
        var byID: [String: PluginEntry] = [:]
        for type in types {
            let entry = PluginEntry(type)
            if let other = byID[entry.manifest.id] {
                throw .duplicate(id: entry.manifest.id, first: other.typeName, second: entry.typeName)
            }
            byID[entry.manifest.id] = entry
        }
        self.byID = byID
        entries = byID.values.sorted { $0.manifest.id < $1.manifest.id }
    }

    public subscript(id: String) -> PluginEntry? { byID[id] }

    public var ids: [String] { entries.map(\.manifest.id) }
}

/// Why a registry cannot be built.
public enum RegistryError: Error, Hashable, CustomStringConvertible {
    case duplicate(id: String, first: String, second: String)

    public var description: String {
        switch self {
        case .duplicate(let id, let first, let second):
            "plugin id '\(id)' is registered twice: \(first) and \(second)"
        }
    }
}
