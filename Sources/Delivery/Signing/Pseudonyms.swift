import Crypto

/// Names for people whose rows are gone, under which what must stay is kept: whom not to pair them with.
///
/// A pseudonym is a tilde, which no id has, and the first 16 bytes of HMAC-SHA256 over the id in small letters, in
/// hexadecimal. The same id has the same one however it is spelt, so that somebody who comes back under it is recognised;
/// without the program's key nobody can tell whose it is. Whoever has the store and its key can try ids that they know: so ids should not be names.
public struct Pseudonyms: Sendable {
    private let begun: HMAC<SHA256>

    /// Makes one.
    ///
    /// `key`: At least 32 random bytes that only this program has.
    public init(key: [UInt8]) {
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        code.update(data: Array("milieu-pseudonym-v1".utf8))
        begun = code
    }

    public func pseudonym(of id: String) -> String {
        var code = begun
        code.update(data: Array(id.lowercased().utf8))
        return "~" + code.finalize().prefix(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
