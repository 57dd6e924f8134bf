import Crypto
import Foundation
public import Scheduling

/// Makes the links that members answer by, or stop messages by, and reads them back.
///
/// A token is base64url of an id's 16 bytes, the day of the message that it goes out with as 2 bytes, and the first 14 of
/// HMAC-SHA256 over both: 43 characters that name nobody, cannot be guessed, and need no table. When an ask's window is
/// over is the ask's to say; by its day a link that is sent afresh is another one than the one that it takes the place of.
public struct LinkSigner: Sendable {
    /// What a link is for: one kind's token is no token of another.
    public enum Purpose: String, Sendable {
        /// To answer an ask, by its id.
        case answering = "milieu-link-v1"
        /// To stop the mails of a channel, by the id of one of them.
        case unsubscribing = "milieu-unsubscribe-v1"
    }

    /// The code as it stands after the purpose, for each content to go on from: a key is set up once.
    private let begun: HMAC<SHA256>

    /// Makes one.
    ///
    /// `key`: At least 32 random bytes that only this program has.
    public init(key: [UInt8], for purpose: Purpose = .answering) {
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        code.update(data: Array(purpose.rawValue.utf8))
        begun = code
    }

    /// The token for an id of 32 hexadecimal digits; nil for any other text.
    ///
    /// `instant`: When the message was made that it goes out with, of which the day counts; nil for a link without one.
    public func token(for id: String, at instant: Instant? = nil) -> String? {
        guard let bytes = Self.bytes(ofHex: id) else { return nil }
        let day = UInt16(clamping: (instant?.seconds ?? 0) / Self.day)
        let content = bytes + [UInt8(day >> 8), UInt8(day & 0xff)]
        return Self.base64url(content + code(content))
    }

    /// The id that a token was made for; nil when it was not made by this key.
    public func id(from token: String) -> String? {
        content(of: token)?.prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The beginning of the day (UTC) that a token was made on; nil for one without a day, or not made by this key.
    public func day(of token: String) -> Instant? {
        guard let content = content(of: token) else { return nil }
        let day = Int64(content[16]) << 8 | Int64(content[17])
        return day == 0 ? nil : Instant(seconds: day * Self.day)
    }

    private static let day: Int64 = 86_400

    /// The id and the day of a token that this key made.
    private func content(of token: String) -> [UInt8]? {
        guard token.utf8.count == 43, let bytes = Self.bytes(ofBase64url: token), bytes.count == 32 else { return nil }
        let content = Array(bytes[..<18])
        // Compared in full whatever differs, so that the time taken tells nothing.
        let difference = zip(bytes[18...], code(content)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? content : nil
    }

    /// 32 fresh random bytes for a new program.
    public static func freshKey() -> [UInt8] { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) } }

    private func code(_ content: [UInt8]) -> [UInt8] {
        var code = begun
        code.update(data: content)
        return Array(code.finalize().prefix(14))
    }

    private static func bytes(ofHex text: String) -> [UInt8]? {
        guard text.utf8.count == 32 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        var high: UInt8?
        for byte in text.utf8 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            if let first = high { bytes.append(first << 4 | digit) }
            high = high == nil ? digit : nil
        }
        return bytes
    }

    private static func base64url(_ bytes: [UInt8]) -> String {
        String(
            decoding: Data(bytes).base64EncodedData().lazy.filter { $0 != UInt8(ascii: "=") }.map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }, as: UTF8.self)
    }

    private static func bytes(ofBase64url text: String) -> [UInt8]? {
        let base64 = text.replacing("-", with: "+").replacing("_", with: "/") + "="
        return Data(base64Encoded: base64).map(Array.init)
    }
}
