import Crypto
import Foundation
public import PluginKit
public import Scheduling

/// Signs and checks messages as the Standard Webhooks specification says.
///
/// The signature is over `id.timestamp.body`: HMAC-SHA256 under the bytes of a secret (`v1`), or Ed25519 by a private key
/// (`v1a`). While a secret is being replaced, messages carry a signature under each.
public struct StandardWebhooks: Sendable {
    private enum Key: Sendable {
        case shared(SymmetricKey)
        case own(Curve25519.Signing.PrivateKey)
    }

    private let keys: [Key]

    /// - Parameter secrets: `whsec_` and base64, or `whsk_` and the base64 of an Ed25519 key; the current one first.
    /// - Throws: `WebhookSecretError` for a secret that is none.
    public init(secrets: [Secret]) throws(WebhookSecretError) {
        var keys: [Key] = []
        for secret in secrets {
            guard let key = Self.key(secret.reveal()) else { throw WebhookSecretError() }
            keys.append(key)
        }
        self.keys = keys
    }

    private static func key(_ text: String) -> Key? {
        if text.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(text.dropFirst(6))) {
            return (24...64).contains(bytes.count) ? .shared(SymmetricKey(data: bytes)) : nil
        }
        // The seed alone, or followed by the public key.
        guard text.hasPrefix("whsk_"), let bytes = Data(base64Encoded: String(text.dropFirst(5))),
            bytes.count == 32 || bytes.count == 64
        else { return nil }
        return (try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32))).map { .own($0) }
    }

    /// The value of `webhook-signature`.
    public func signature(id: String, timestamp: Int64, body: [UInt8]) -> String {
        let message = Self.signed(id, timestamp, body)
        return keys.compactMap { key in
            switch key {
            case .shared(let secret):
                "v1," + Data(HMAC<SHA256>.authenticationCode(for: message, using: secret)).base64EncodedString()
            case .own(let secret): (try? secret.signature(for: message)).map { "v1a," + $0.base64EncodedString() }
            }
        }.joined(separator: " ")
    }

    /// Whether a message is ours and not older or newer than five minutes.
    public func isGenuine(id: String, timestamp: String, signature: String, body: [UInt8], now: Instant) -> Bool {
        // A range, as the difference from a stranger's number may be none.
        guard let seconds = Int64(timestamp), (now.seconds - 300...now.seconds + 300).contains(seconds) else {
            return false
        }
        let message = Self.signed(id, seconds, body)
        return signature.split(separator: " ").contains { part in
            guard let comma = part.firstIndex(of: ","),
                let code = Data(base64Encoded: String(part[comma...].dropFirst()))
            else { return false }
            return keys.contains { key in
                switch key {
                case .shared(let secret):
                    part.hasPrefix("v1,")
                        && HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: secret)
                case .own(let secret):
                    part.hasPrefix("v1a,") && secret.publicKey.isValidSignature(code, for: message)
                }
            }
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
