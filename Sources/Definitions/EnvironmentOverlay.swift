import Foundation
import PluginKit

/// Lays the environment, and then the command line's flags, over `Config/milieu.yaml`.
///
/// `MILIEU_QUIET_HOURS_FROM` sets `quiet_hours.from`; `MILIEU_CHANNELS_PHONES_SECRET` a channel's secret, and its twin
/// `…_FILE` names a file that holds it, so that no secret need stand in an environment or a command.
struct EnvironmentOverlay {
    let environment: [String: String]
    /// By dotted key; these win.
    let overrides: [String: String]
    let channels: ChannelBlocks

    /// Variables that are not settings.
    static let reserved: Set<String> = ["MILIEU_CONFIG", "MILIEU_NOW"]

    /// The node with everything laid over it, and channels' addresses read as what they stand for.
    ///
    /// Addresses come first: only then is known which settings a channel has.
    func applied(to node: SettingNode, faults: inout [Diagnostic]) -> SettingNode {
        var addresses: Settable = [:]
        for entry in node["channels"]?.entries ?? [] where channels.addresses != nil && entry.value["kind"] == nil {
            let path = ["channels", entry.key, "url"]
            addresses[Self.variable(path)] = (path, true)
        }
        var result = laid(over: node, addresses, isWhole: false, faults: &faults)
        result = channels.expanded(result, faults: &faults)
        var settable: Settable = [:]
        collect(ProgramConfiguration.specs, under: [], into: &settable)
        for entry in result["channels"]?.entries ?? [] {
            guard let kind = channels.kinds.first(where: { $0.id == entry.value["kind"]?.text }) else { continue }
            collect(kind.settings, under: ["channels", entry.key], into: &settable)
        }
        for name in addresses.keys { settable[name] = nil }
        result = laid(over: result, settable, isWhole: true, done: Set(addresses.keys), faults: &faults)
        for (key, value) in overrides.sorted(by: { $0.key < $1.key }) {
            result = result.setting(
                key.split(separator: ".").map(String.init), to: value, at: SourcePlace(file: "the option for '\(key)'"))
        }
        return result
    }

    private typealias Settable = [String: (path: [String], isSecret: Bool)]

    /// `isWhole`: Whether a variable that is neither in `settable` nor `done` is one that nobody knows.
    private func laid(
        over node: SettingNode, _ settable: Settable, isWhole: Bool, done: Set<String> = [],
        faults: inout [Diagnostic]
    ) -> SettingNode {
        var result = node
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix("MILIEU_") && !Self.reserved.contains(name) {
            if done.contains(name) || (name.hasSuffix("_FILE") && done.contains(String(name.dropLast(5)))) { continue }
            let isFile = settable[name] == nil && name.hasSuffix("_FILE")
            let base = isFile ? String(name.dropLast(5)) : name
            let place = SourcePlace(file: "the environment's \(name)")
            guard let setting = settable[base], !isFile || setting.isSecret else {
                guard isWhole else { continue }
                faults.append(
                    Diagnostic(
                        place, "environment",
                        "no setting has this name\(Suggestion.phrase(for: name, among: settable.keys.sorted()))",
                        severity: .warning))
                continue
            }
            var text = value
            if isFile {
                guard environment[base] == nil else {
                    faults.append(
                        Diagnostic(place, "environment", "both \(base) and \(name) are set, expected one of them"))
                    continue
                }
                guard let content = try? String(contentsOfFile: value, encoding: .utf8) else {
                    faults.append(Diagnostic(place, "environment", "the file that it names cannot be read"))
                    continue
                }
                text = content.hasSuffix("\n") ? String(content.dropLast()) : content
            }
            result = result.setting(setting.path, to: text, at: place)
        }
        return result
    }

    /// `MILIEU_CHANNELS_PHONES_SECRET` for `channels.phones.secret`.
    static func variable(_ path: [String]) -> String {
        "MILIEU_" + path.joined(separator: "_").uppercased().replacing("-", with: "_").replacing(".", with: "_")
    }

    private func collect(_ specs: [SettingSpec], under path: [String], into settable: inout Settable) {
        for spec in specs {
            let inner = path + [spec.name]
            let name = Self.variable(inner)
            switch spec.type {
            case .group(let group): collect(group, under: inner, into: &settable)
            case .secret: settable[name] = (inner, true)
            case .dictionary, .anything: break
            default: settable[name] = (inner, false)
            }
        }
    }
}

extension SettingNode {
    /// The same block with the value at `path` replaced or added.
    ///
    /// A list is given as words between commas.
    func setting(_ path: [String], to text: String, at place: SourcePlace) -> SettingNode {
        guard let key = path.first else {
            let dotted = self.path
            if case .list = content {
                let words = text.split(separator: ",").map { word in
                    SettingNode(
                        .scalar(text: String(word.drop { $0 == " " }), isQuoted: true), place: place, path: dotted)
                }
                return SettingNode(.list(words), place: place, path: dotted)
            }
            return SettingNode(.scalar(text: text, isQuoted: true), place: place, path: dotted)
        }
        var entries = entries ?? []
        let dotted = self.path.isEmpty ? key : "\(self.path).\(key)"
        let rest = Array(path.dropFirst())
        if let index = entries.firstIndex(where: { $0.key == key }) {
            let old = entries[index]
            entries[index] = Entry(
                key: key, keyPlace: old.keyPlace, value: old.value.setting(rest, to: text, at: place))
        } else {
            let empty = SettingNode(rest.isEmpty ? .empty : .mapping([]), place: place, path: dotted)
            entries.append(Entry(key: key, keyPlace: place, value: empty.setting(rest, to: text, at: place)))
        }
        return SettingNode(.mapping(entries), place: self.place, path: self.path)
    }
}
