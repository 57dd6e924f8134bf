import Crypto
import Foundation

/// What a mail carries that comes back to us, signed so that nobody can make one up: the address to which it bounces, and
/// the link that stops it.
///
/// Each is made of the message's id and a code of its own kind under the program's key; neither names anybody, and neither
/// can be turned into the other or into a member's link.
public struct MailMarks: Sendable {
    private let key: SymmetricKey
    private let unsubscribing: LinkSigner
    private let publicURL: String

    /// Makes them.
    ///
    /// `key`: At least 32 random bytes that only this program has.
    /// `publicURL`: Where the program's pages are, without a slash at the end.
    public init(key: [UInt8], publicURL: String) {
        self.key = SymmetricKey(data: key)
        unsubscribing = LinkSigner(key: key, for: .unsubscribing)
        self.publicURL = publicURL
    }

    /// `https://…/u/TOKEN`; nil for an id that is none.
    ///
    /// A GET of it shows a page; a POST with `List-Unsubscribe=One-Click` (RFC 8058) stops.
    func unsubscribeLink(for id: String) -> String? {
        unsubscribing.token(for: id).map { "\(publicURL)/u/\($0)" }
    }

    /// The address to which one mail comes back (VERP): `bounce+ID.CODE@domain`, where `mailbox` is `bounce@domain`.
    public func returnAddress(for id: String, at mailbox: MailAddress) throws(MailAddressError) -> MailAddress {
        try MailAddress("\(mailbox.local)+\(id).\(code(of: id))@\(mailbox.domain)")
    }

    /// The id of the message that a mail which came back tells of: the first one in it with its code.
    ///
    /// It is looked for in all of the mail, as relays put it into To, Delivered-To, X-Original-To or the report itself.
    /// Mail systems may have changed the case of its letters.
    public func message(returnedIn bytes: [UInt8]) -> String? {
        var start = 0
        while let plus = bytes[start...].firstIndex(of: UInt8(ascii: "+")) {
            start = plus + 1
            let mark = bytes[start...].prefix(Self.length)
            guard mark.count == Self.length, mark.dropFirst(32).first == UInt8(ascii: ".") else { continue }
            let text = String(decoding: mark, as: UTF8.self).lowercased()
            let id = String(text.prefix(32))
            guard id.utf8.allSatisfy(Self.isHex), Self.isEqual(text.suffix(20), code(of: id)) else { continue }
            return id
        }
        return nil
    }

    private static let length = 53

    private static func isHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }

    /// In full whatever differs, so that the time taken tells nothing.
    private static func isEqual(_ left: some StringProtocol, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && zip(left.utf8, right.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// 80 bits in hexadecimal: with the id and seven letters before it, it fits into the 64 of a local part.
    private func code(of id: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data("milieu-bounce-v1|\(id)".utf8), using: key).prefix(10)
            .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
