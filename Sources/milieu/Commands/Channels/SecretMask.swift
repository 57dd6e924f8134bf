import Foundation
import PluginKit

/// Replaces secrets wherever they stand in what is shown.
struct SecretMask {
    /// The longest first, so that no piece is left of a longer one.
    private let pieces: [String]

    init(_ secrets: [String]) {
        pieces = Set(secrets.flatMap(Self.pieces)).sorted { ($1.count, $0) < ($0.count, $1) }
    }

    /// The texts of a channel's secret settings.
    static func secrets(of node: SettingNode?, _ kind: ChannelKind?) -> [String] {
        (kind?.settings ?? []).compactMap { spec in
            guard case .secret = spec.type else { return nil }
            return node?[spec.name]?.text
        }
    }

    func masked(_ text: String) -> String {
        pieces.reduce(text) { $0.replacing($1, with: "<redacted>") }
    }

    func maskedHeader(_ name: String, _ value: String) -> String {
        if !pieces.isEmpty, name.lowercased() == "authorization" { return "<redacted>" }
        return masked(value)
    }

    /// The secret as it may stand in a request: whole, decoded, and an address also by what is secret in it.
    private static func pieces(_ secret: String) -> [String] {
        guard let start = secret.range(of: "://")?.upperBound, secret.hasPrefix("http") else {
            return [secret, secret.removingPercentEncoding ?? secret, encoded(secret)]
        }
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
