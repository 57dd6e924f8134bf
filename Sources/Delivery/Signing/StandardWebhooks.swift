import Crypto
import Foundation
public import PluginKit
public import Scheduling

/// Signs and checks messages as the Standard Webhooks specification says (version 1, symmetric).
///
/// The signature is HMAC-SHA256 over `id.timestamp.body` under the bytes of the secret. While a secret is being replaced,
/// messages carry a signature under each.
public struct StandardWebhooks: Sendable {
    private let keys: [SymmetricKey]

    /// - Parameter secrets: `whsec_` and base64, the current one first.
    /// - Throws: `WebhookSecretError` for a secret that is none.
    public init(secrets: [Secret]) throws(WebhookSecretError) {
        var keys: [SymmetricKey] = []
        for secret in secrets {
            let text = secret.reveal()
            guard text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))),
                (24...64).contains(bytes.count)
            else { throw WebhookSecretError() }
            keys.append(SymmetricKey(data: bytes))
        }
        self.keys = keys
    }

    /// The value of `webhook-signature`.
    public func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        keys.map { key in
            let code = HMAC<SHA256>.authenticationCode(for: Self.signed(id, timestamp, body), using: key)
            return "v1," + Data(code).base64EncodedString()
        }.joined(separator: " ")
    }

    /// Whether a message is ours and not older or newer than five minutes.
    public func isGenuine(id: String, timestamp: String, signature: String, body: [UInt8], now: Instant) -> Bool {
        guard let seconds = Int64(timestamp), abs(now.seconds - seconds) <= 300 else { return false }
        let message = Self.signed(id, seconds, body)
        return signature.split(separator: " ").contains { part in
            guard part.hasPrefix("v1,"), let code = Data(base64Encoded: String(part.dropFirst(3))) else { return false }
            return keys.contains { HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: $0) }
        }
    }

    private static func signed(_ id: String, _ timestamp: Int64, _ body: [UInt8]) -> Data {
        Data("\(id).\(timestamp).".utf8) + Data(body)
    }
}

/// A signing secret that cannot be read; the secret itself is not repeated.
public struct WebhookSecretError: Error, Hashable, CustomStringConvertible {
    public var description: String { "expected a secret of the form whsec_ and 24 to 64 bytes in base64" }
}
