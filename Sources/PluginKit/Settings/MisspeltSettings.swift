/// Reads misspelt keys as what they probably mean, so that the rest of a file is checked in the same pass.
///
/// Each is an error all the same, and nothing that has one is used.
public enum MisspeltSettings {
    /// `node` with every key that is unknown but close to a missing one called by that name, and the faults of those keys.
    public static func mended<Group: SettingsGroup>(
        _ type: Group.Type, _ node: SettingNode
    ) -> (node: SettingNode, faults: [Diagnostic]) {
        var faults: [Diagnostic] = []
        return (mended(node, Group.specs, &faults), faults)
    }

    /// The fault of a key that `known` does not hold, and the key that was meant when one is close.
    static func fault(_ entry: SettingNode.Entry, in node: SettingNode, known: [String]) -> (Diagnostic, meant: String?)
    {
        let path = node.path.isEmpty ? entry.key : node.path + "." + entry.key
        func fault(_ hint: String) -> Diagnostic {
            Diagnostic(entry.keyPlace, "unknown-key", "\(path): unknown setting", hint: hint)
        }
        if let foreign = ForeignVocabulary.meaning(of: entry.key, known: known) {
            return (fault(foreign.hint), known.contains(foreign.ours) ? foreign.ours : nil)
        }
        guard let guess = Suggestion.closest(to: entry.key, among: known) else {
            return (fault("known here: \(known.joined(separator: ", "))"), nil)
        }
        return (fault("did you mean '\(guess)'?"), guess)
    }

    private static func mended(
        _ node: SettingNode, _ specs: [SettingSpec], _ faults: inout [Diagnostic]
    ) -> SettingNode {
        guard case .mapping(let entries) = node.content else { return node }
        let known = specs.map(\.name)
        var written = Set(entries.map(\.key))
        let all = entries.map { entry in
            var key = entry.key
            if !known.contains(key) {
                let (fault, meant) = fault(entry, in: node, known: known)
                if let meant, !written.contains(meant) {
                    written.insert(meant)
                    faults.append(fault)
                    key = meant
                }
            }
            let spec = specs.first { $0.name == key }
            return SettingNode.Entry(
                key: key, keyPlace: entry.keyPlace,
                value: spec.map { mended(entry.value, $0.type, &faults) } ?? entry.value)
        }
        return SettingNode(.mapping(all), place: node.place, path: node.path)
    }

    private static func mended(
        _ node: SettingNode, _ type: SettingType, _ faults: inout [Diagnostic]
    ) -> SettingNode {
        switch (type, node.content) {
        case (.group(let specs), _): return mended(node, specs, &faults)
        case (.list(let element), .list(let items)):
            return SettingNode(
                .list(items.map { mended($0, element, &faults) }), place: node.place, path: node.path)
        case (.dictionary(let element), .mapping(let entries)):
            let all = entries.map {
                SettingNode.Entry(key: $0.key, keyPlace: $0.keyPlace, value: mended($0.value, element, &faults))
            }
            return SettingNode(.mapping(all), place: node.place, path: node.path)
        default: return node
        }
    }
}
