/// Reads a group of settings from a block of a file and reports every fault in one pass.
///
/// Unknown, missing and wrong settings are collected first; then the `Decodable` initialiser that Swift wrote for the
/// group asks for each property and gets the wrapper that was decoded already; then the group's own rules run.
public enum SettingsDecoder {
    /// The group that `node` describes.
    ///
    /// - Throws: all faults, each at its own place.
    public static func decode<Group: SettingsGroup>(
        _ type: Group.Type, from node: SettingNode
    ) throws(Diagnostics) -> Group {
        let (settings, faults) = read(type, from: node, allowsExpressions: false)
        guard faults.isEmpty else { throw Diagnostics(thorough(faults, type, node, allowsExpressions: false)) }
        let group: Group
        do {
            group = try Group(from: GroupDecoder(settings: settings))
        } catch {
            throw [Diagnostic(node.place, "settings", "\(node.path): \(error)")]
        }
        do {
            try group.validate()
        } catch {
            let place = node[error.setting]?.place ?? node.place
            let path = [node.path, error.setting].filter { !$0.isEmpty }.joined(separator: ".")
            throw [Diagnostic(place, "rule", "\(path): \(error.message)", hint: error.hint)]
        }
        return group
    }

    /// The faults that `decode` would throw, where a value of the form `${{ … }}` has no type before the run.
    ///
    /// With such a value in the block the group's own rules are checked when the run starts.
    public static func faults<Group: SettingsGroup>(_ type: Group.Type, in node: SettingNode) -> [Diagnostic] {
        if node.entries?.contains(where: { $0.value.expression != nil }) == true {
            let faults = read(type, from: node, allowsExpressions: true).faults
            return faults.isEmpty ? [] : thorough(faults, type, node, allowsExpressions: true)
        }
        do {
            _ = try decode(type, from: node)
            return []
        } catch {
            return error.all
        }
    }

    /// The faults of a group, with those below misspelt keys: a file is checked whole in one pass.
    private static func thorough<Group: SettingsGroup>(
        _ faults: [Diagnostic], _ type: Group.Type, _ node: SettingNode, allowsExpressions: Bool
    ) -> [Diagnostic] {
        let (mended, misspelt) = MisspeltSettings.mended(type, node)
        if misspelt.isEmpty { return faults }
        return misspelt + read(type, from: mended, allowsExpressions: allowsExpressions).faults
    }

    private static func read<Group: SettingsGroup>(
        _ type: Group.Type, from node: SettingNode, allowsExpressions: Bool
    ) -> (settings: [String: any AnySetting], faults: [Diagnostic]) {
        guard let entries = node.entries else { return ([:], [node.expected("a block of keys")]) }
        let declared = Group.declared
        let names = declared.map(\.name)
        var settings = Dictionary(uniqueKeysWithValues: declared.map { ($0.name, $0.setting) })
        var faults: [Diagnostic] = []
        var seen: [String: SourcePlace] = [:]
        for entry in entries {
            if let first = seen[entry.key] {
                faults.append(
                    Diagnostic(
                        entry.keyPlace, "duplicate-key",
                        "'\(entry.key)' is written twice in this block; the first is on line \(first.line)"))
                continue
            }
            seen[entry.key] = entry.keyPlace
            guard let setting = settings[entry.key] else {
                faults.append(MisspeltSettings.fault(entry, in: node, known: names).0)
                continue
            }
            if allowsExpressions, entry.value.expression != nil { continue }
            do {
                settings[entry.key] = try setting.decoded(from: entry.value)
            } catch {
                faults += error.all
            }
        }
        for (name, setting) in declared where seen[name] == nil {
            let spec = setting.spec(named: name)
            guard spec.isRequired else { continue }
            let path = node.path.isEmpty ? "" : node.path + ": "
            faults.append(
                Diagnostic(node.place, "missing-key", "\(path)missing required setting '\(name)'", hint: spec.help))
        }
        return (settings, faults)
    }
}
