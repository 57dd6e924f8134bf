import Crypto
import Foundation

/// Makes the short names by which staff look a message up here, such as `7F3A9K`.
///
/// Six digits of Crockford's base 32, which has no I, L, O and U: 30 bits of HMAC-SHA256 over the message's id under the
/// program's key. Ids themselves begin with the time, so that all of some days begin alike; and what they are made of can be
/// guessed, as the people's names can, so without the key whoever reads a chat could try out whom a message is for.
///
/// Two messages may share a name: among 100,000 another one has a given name once in some 10,000 look-ups. Whoever looks
/// it up is shown all of them.
public struct MessageReferences: Sendable {
    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let length = 6

    private let begun: HMAC<SHA256>

    /// Makes them.
    ///
    /// `key`: At least 32 random bytes that only this program has; with none, names that lead nowhere, as for a preview.
    public init(key: [UInt8]) {
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        code.update(data: Array("milieu-reference-v1|".utf8))
        begun = code
    }

    public func reference(of id: String) -> String {
        var code = begun
        code.update(data: Array(id.utf8))
        let bits = code.finalize().prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let digits = (0..<Self.length).map { Self.digits[Int(bits >> (27 - 5 * UInt32($0)) & 31)] }
        return String(decoding: digits, as: UTF8.self)
    }

    /// A reference as somebody typed it, in any case of letters, with I and L for 1 and O for 0; nil for what is none.
    public static func reference(typed text: String) -> String? {
        let typed = text.uppercased().map { character -> Character in
            switch character {
            case "I", "L": "1"
            case "O": "0"
            default: character
            }
        }
        let isReference =
            typed.count == length && typed.allSatisfy { $0.asciiValue.map(digits.contains) ?? false }
        return isReference ? String(typed) : nil
    }
}
