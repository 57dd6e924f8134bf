import PluginKit

/// The blocks under `channels:`: an address in the place of `kind` is read as the settings that it stands for, and every
/// block is checked as its kind.
struct ChannelBlocks {
    let kinds: [ChannelKind]
    /// nil where no addresses are read.
    let addresses: ChannelAddressReader?

    /// What is wrong with one channel's block, apart from its address.
    func faults(of entry: SettingNode.Entry) -> [Diagnostic] {
        let names = kinds.map(\.id)
        guard let kind = entry.value["kind"]?.text else {
            // What is wrong with an address was said when it was read.
            if addresses != nil, entry.value["url"] != nil { return [] }
            let or = addresses == nil ? "" : ", or a 'url' that says it all"
            return [
                Diagnostic(
                    entry.keyPlace, "missing-key", "channels.\(entry.key): missing required setting 'kind'",
                    hint: "expected one of \(names.joined(separator: ", "))\(or)")
            ]
        }
        guard let known = kinds.first(where: { $0.id == kind }) else {
            return [
                Diagnostic(
                    entry.value["kind"]?.place ?? entry.keyPlace, "unknown-channel",
                    "channels.\(entry.key).kind: expected one of \(names.joined(separator: ", ")), found '\(kind)'\(Suggestion.phrase(for: kind, among: names))"
                )
            ]
        }
        return known.faults(in: entry.value)
    }

    /// The configuration with the settings of every channel that has an address and no kind.
    func expanded(_ node: SettingNode, faults: inout [Diagnostic]) -> SettingNode {
        guard let addresses, let channels = node["channels"]?.entries, let entries = node.entries else { return node }
        let all = channels.map { entry in
            SettingNode.Entry(
                key: entry.key, keyPlace: entry.keyPlace, value: expanded(entry, addresses, faults: &faults))
        }
        return SettingNode(
            .mapping(
                entries.map { entry in
                    guard entry.key == "channels" else { return entry }
                    let value = SettingNode(.mapping(all), place: entry.value.place, path: entry.value.path)
                    return SettingNode.Entry(key: entry.key, keyPlace: entry.keyPlace, value: value)
                }), place: node.place, path: node.path)
    }

    private func expanded(
        _ entry: SettingNode.Entry, _ addresses: ChannelAddressReader, faults: inout [Diagnostic]
    ) -> SettingNode {
        let node = entry.value
        guard node["kind"] == nil, let url = node["url"], let written = node.entries else { return node }
        guard case .scalar(let text, let isQuoted) = url.content else {
            faults.append(Diagnostic(url.place, "channel-url", "\(url.path): expected a URL such as slack://…"))
            return node
        }
        func fault(_ message: String, hint: String?, severity: Diagnostic.Severity = .error) -> Diagnostic {
            Diagnostic(url.place, "channel-url", "\(url.path): \(message)", hint: hint, severity: severity)
        }
        let address: ChannelAddress
        do {
            address = try addresses.read(text)
        } catch {
            let hasLine = url.place.line > 0
            faults.append(
                Diagnostic(
                    hasLine
                        ? url.place.advanced(by: error.column - 1 + (isQuoted ? 1 : 0), length: error.length)
                        : url.place,
                    "channel-url", "\(url.path): \(hasLine ? "" : "at character \(error.column): ")\(error.message)",
                    hint: error.hint))
            return node
        }
        for note in address.notes { faults.append(fault(note, hint: nil, severity: .warning)) }
        if address.destinations.count > 1, address.hasDestinationSetting {
            faults.append(
                fault(
                    "the URL names \(address.destinations.count) destinations, a channel has one",
                    hint: "write a channel for each"))
        }
        if !address.hasDestinationSetting, !address.destinations.isEmpty {
            faults.append(
                fault(
                    "recipients in a URL are not taken over: each person has an address of their own", hint: nil,
                    severity: .warning))
        }
        let others = written.filter { $0.key != "url" }
        let expanded = address.node(at: url.place, path: node.path, others: others)
        let fromURL = (expanded.entries ?? []).dropLast(others.count).map(\.key)
        for other in others where fromURL.contains(other.key) {
            faults.append(
                Diagnostic(
                    other.keyPlace, "channel-url", "\(node.path).\(other.key): the URL says it already",
                    hint: "leave one of the two out"))
        }
        let keys = others.map(\.key)
        let entries = (expanded.entries ?? []).enumerated().filter { index, entry in
            index >= fromURL.count || !keys.contains(entry.key)
        }
        return SettingNode(.mapping(entries.map(\.element)), place: node.place, path: node.path)
    }

    /// The text of the file with every secret of a channel replaced, character by character, so that a line can be shown.
    ///
    /// What stands under a key that nobody knows may be a secret under a slip of the finger.
    func masked(_ text: String, _ node: SettingNode) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for channel in node["channels"]?.entries ?? [] {
            let kind = channel.value["kind"]?.text
            let settings = kinds.first { $0.id == kind }?.settings
            for entry in channel.value.entries ?? [] where entry.key != "kind" {
                guard let written = entry.value.text else { continue }
                let isSecret =
                    settings.map { settings in settings.first { $0.name == entry.key }?.isSecret ?? true }
                    ?? (entry.key == "url" || written.contains("://"))
                if isSecret { Self.mask(written, isAddress: kind == nil, at: entry.value.place, in: &lines) }
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func mask(_ secret: String, isAddress: Bool, at place: SourcePlace, in lines: inout [String]) {
        guard lines.indices.contains(place.line - 1), !secret.isEmpty else { return }
        let stars = isAddress ? ChannelAddressReader.masked(secret) : String(repeating: "*", count: secret.count)
        let line = lines[place.line - 1]
        if line.contains(secret) {
            lines[place.line - 1] = line.replacing(secret, with: stars)
        } else {
            // Written with escapes or over several lines: nothing from there on is shown.
            let first = place.line - 1
            let start = line.index(line.startIndex, offsetBy: min(place.column - 1, line.count))
            lines[first] = line[..<start] + hidden(line[start...])
            for index in first + 1..<lines.count {
                guard lines[index].prefix(while: { $0 == " " }).count > 2 else { break }
                lines[index] = hidden(lines[index][...])
            }
        }
    }

    private static func hidden(_ text: Substring) -> String {
        String(text.map { $0.isLetter || $0.isNumber ? "*" : $0 })
    }
}

extension SettingSpec {
    fileprivate var isSecret: Bool { if case .secret = type { true } else { false } }
}
