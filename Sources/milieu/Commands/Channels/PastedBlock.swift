import Definitions
import Delivery
import PluginKit

/// A channel as it will stand in `Config/milieu.yaml`, without its secrets.
struct PastedBlock {
    let name: String
    let address: ChannelAddress
    let kind: ChannelKind
    /// Settings beside those of the address.
    let others: [(name: String, text: String)]

    /// The secrets of the address.
    var secrets: [(name: String, value: Secret)] {
        address.settings.compactMap { field in
            guard case .secret(let value) = field.value else { return nil }
            return (field.name, value)
        }
    }

    /// Required secrets that no address holds, such as what a webhook is signed with.
    private var missing: [String] {
        kind.settings.filter { spec in
            guard case .secret = spec.type else { return false }
            return spec.isRequired && address[spec.name] == nil
        }.map(\.name)
    }

    /// The whole block with its secrets, and a stand-in for those that are missing, for checks and previews.
    var node: SettingNode {
        let place = SourcePlace(file: "the URL")
        let path = "channels.\(name)"
        let extra = (others + missing.map { ($0, Self.standIn) }).map { name, text in
            SettingNode.Entry(
                key: name, keyPlace: place,
                value: SettingNode(.scalar(text: text, isQuoted: true), place: place, path: "\(path).\(name)"))
        }
        return address.node(at: place, path: path, others: extra)
    }

    /// Whether `node` holds a stand-in.
    var hasStandIn: Bool { !missing.isEmpty }

    /// A signing secret of 32 zero bytes, which nobody takes for a real one.
    static let standIn = "whsec_" + String(repeating: "A", count: 43) + "="

    func variable(_ setting: String) -> String {
        "MILIEU_CHANNELS_\(name)_\(setting)".uppercased().replacing("-", with: "_")
    }

    /// The block, indented as it stands under `channels:`.
    var yaml: String {
        var lines = ["  \(name):", "    kind: \(address.kind)"]
        for field in address.settings {
            guard case .plain(let text) = field.value else { continue }
            lines.append("    \(field.name): \(Self.quoted(text))")
        }
        if address.hasDestinationSetting, address.destinations.count == 1 {
            lines.append("    to: \(Self.quoted(address.destinations[0]))")
        }
        for (name, text) in others { lines.append("    \(name): \(Self.quoted(text))") }
        for name in secrets.map(\.name) + missing {
            lines.append("    # \(name): in the file that \(variable(name))_FILE names")
        }
        return lines.joined(separator: "\n")
    }

    /// What is to be done about the secrets.
    func instructions(files: [String: String]) -> [String] {
        secrets.map { secret in
            let file = files[secret.name]
            return "\(variable(secret.name))_FILE=\(file ?? "/path/to/a/file/with/the/\(secret.name)")"
                + (file == nil ? "   # or \(variable(secret.name)); --secret-file PATH writes the file" : "")
        }
            + missing.map {
                "\(variable($0))_FILE=/path/to/a/file   # whsec_ and base64 of 32 random bytes, which the receiver knows too"
            }
    }

    /// A YAML scalar: in double quotes unless nobody could read it as anything but a text or a number.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.first?.isLetter == true
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "./@_-".contains($0)) }
            && !["yes", "no", "true", "false", "null", "on", "off", "y", "n"].contains(text.lowercased())
        let isNumber = !text.isEmpty && text.count < 10 && text.utf8.allSatisfy { (48...57).contains($0) }
        return isPlain || isNumber ? text : JSONString.quoted(text)
    }
}
