/// A block that somebody else reads later, such as a step's `with`, whose keys are its plugin's.
public struct OpenSettings: SettingValue, Hashable {
    public let node: SettingNode?

    public init(node: SettingNode?) { self.node = node }

    public static var settingType: SettingType { .anything }

    public init(settingNode node: SettingNode) throws(Diagnostics) { self.node = node }

    public var yamlText: String { "" }
}

/// A block whose keys the writer chooses, in the order of the file.
public struct NamedSettings<Value: SettingValue>: SettingValue {
    public let entries: [(name: String, place: SourcePlace, value: Value)]

    public init() { entries = [] }

    public static var settingType: SettingType { .dictionary(of: Value.settingType) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard let given = node.entries else { throw [node.expected("a block of keys")] }
        var entries: [(String, SourcePlace, Value)] = []
        var faults: [Diagnostic] = []
        for entry in given {
            do {
                entries.append((entry.key, entry.keyPlace, try Value(settingNode: entry.value)))
            } catch {
                faults += error.all
            }
        }
        guard faults.isEmpty else { throw Diagnostics(faults) }
        self.entries = entries
    }

    public subscript(name: String) -> Value? { entries.first { $0.name == name }?.value }

    public var yamlText: String { "{}" }
}
