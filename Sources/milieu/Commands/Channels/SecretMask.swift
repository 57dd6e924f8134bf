import Foundation
import PluginKit

/// Replaces secrets in what is shown.
///
/// A token is one wherever it stands. Of an address nobody can say which of its words are secret: so they all are where
/// the address is shown, behind its host, and elsewhere only those that can be no words of a language.
struct SecretMask {
    /// The longest first, so that no piece is left of a longer one.
    private let anywhere: [String]
    private let inAddresses: [String]

    init(_ secrets: [String]) {
        let addresses = secrets.filter(Self.isAddress).flatMap(Self.pieces)
        let tokens = secrets.filter { !Self.isAddress($0) }.flatMap {
            [$0, $0.removingPercentEncoding ?? $0, Self.encoded($0)]
        }
        func sorted(_ texts: [String]) -> [String] { Set(texts).sorted { ($1.count, $0) < ($0.count, $1) } }
        inAddresses = sorted(addresses + tokens)
        anywhere = sorted(tokens + addresses.filter { $0.count >= 8 && $0.contains(where: \.isNumber) })
    }

    private static func isAddress(_ secret: String) -> Bool { secret.hasPrefix("http") && secret.contains("://") }

    /// The texts of a channel's secret settings.
    static func secrets(of node: SettingNode?, _ kind: ChannelKind?) -> [String] {
        (kind?.settings ?? []).compactMap { spec in
            guard case .secret = spec.type else { return nil }
            return node?[spec.name]?.text
        }
    }

    func masked(_ text: String) -> String {
        anywhere.reduce(text) { $0.replacing($1, with: "<redacted>") }
    }

    /// `url`: Where a request goes; its host is nobody's secret.
    func maskedAddress(_ url: String) -> String {
        let start = url.range(of: "://")?.upperBound ?? url.startIndex
        let end = url[start...].firstIndex { "/?#".contains($0) } ?? url.endIndex
        return masked(String(url[..<end]))
            + inAddresses.reduce(String(url[end...])) { $0.replacing($1, with: "<redacted>") }
    }

    func maskedHeader(_ name: String, _ value: String) -> String {
        if !inAddresses.isEmpty, name.lowercased() == "authorization" { return "<redacted>" }
        return masked(value)
    }

    /// What may be secret in an address, as it stands there and decoded.
    private static func pieces(_ secret: String) -> [String] {
        guard let start = secret.range(of: "://")?.upperBound else { return [] }
        let rest = secret[start...]
        let parts = rest.split(separator: "?", maxSplits: 1)
        let authority = parts.first.map { $0.prefix { $0 != "/" } } ?? ""
        var found: [Substring] = []
        if let at = authority.lastIndex(of: "@") { found += authority[..<at].split(separator: ":") }
        if let path = parts.first?.dropFirst(authority.count) { found += path.split(separator: "/") }
        if parts.count == 2 {
            for parameter in parts[1].split(separator: "&") {
                let pair = parameter.split(separator: "=", maxSplits: 1)
                if let value = pair.last, !["api-version", "sp", "sv", "wait"].contains(pair[0].lowercased()) {
                    found.append(value)
                }
            }
        }
        return found.map(String.init).filter { $0.count >= 4 && !words.contains($0.lowercased()) }
            .flatMap { [$0, $0.removingPercentEncoding ?? $0] }
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))
            ?? text
    }

    /// What stands in platforms' paths and is no secret.
    private static let words: Set<String> = [
        "services", "workflows", "triggers", "webhooks", "hooks", "hook", "manual", "paths", "invoke", "ping", "post",
        "powerautomate", "automations", "direct", "messages", "webhook",
    ]
}
