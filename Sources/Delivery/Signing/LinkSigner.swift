import Crypto
import Foundation

/// Makes the links that members answer by, or stop messages by, and reads them back.
///
/// A token is base64url of an id's 16 bytes and the first 16 of HMAC-SHA256 over them: 43 characters that name nobody,
/// cannot be guessed, and need no table. When an ask's window is over is the ask's to say.
public struct LinkSigner: Sendable {
    /// What a link is for: one kind's token is no token of another.
    public enum Purpose: String, Sendable {
        /// To answer an ask, by its id.
        case answering = "milieu-link-v1"
        /// To stop the mails of a channel, by the id of one of them.
        case unsubscribing = "milieu-unsubscribe-v1"
    }

    private let key: SymmetricKey
    private let purpose: Purpose

    /// Makes one.
    ///
    /// `key`: At least 32 random bytes that only this program has.
    public init(key: [UInt8], for purpose: Purpose = .answering) {
        self.key = SymmetricKey(data: key)
        self.purpose = purpose
    }

    /// The token for an id of 32 hexadecimal digits; nil for any other text.
    public func token(for id: String) -> String? {
        guard let bytes = Self.bytes(ofHex: id) else { return nil }
        return Self.base64url(bytes + code(bytes))
    }

    /// The id that a token was made for; nil when it was not made by this key.
    public func id(from token: String) -> String? {
        guard token.utf8.count == 43, let bytes = Self.bytes(ofBase64url: token), bytes.count == 32 else { return nil }
        let id = Array(bytes[..<16])
        // Compared in full whatever differs, so that the time taken tells nothing.
        let difference = zip(bytes[16...], code(id)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        guard difference == 0 else { return nil }
        return id.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// 32 fresh random bytes for a new program.
    public static func freshKey() -> [UInt8] { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) } }

    private func code(_ id: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Data(purpose.rawValue.utf8) + Data(id), using: key).prefix(16))
    }

    private static func bytes(ofHex text: String) -> [UInt8]? {
        guard text.utf8.count == 32 else { return nil }
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == 32 else { return nil }
        return stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func base64url(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func bytes(ofBase64url text: String) -> [UInt8]? {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + "="
        return Data(base64Encoded: base64).map(Array.init)
    }
}
