import PluginKit

/// An address for a channel, taken apart: what every platform's grammar reads from.
///
/// No general URL parser fits. A Slack channel starts with `#`, which would begin a fragment; a Telegram token holds a colon
/// where a port would stand; tokens in the place of a host must keep their capitals; and `+` in a mail address is a plus,
/// which form decoding would turn into a blank. So the text is split here, by these rules only, and then decoded piece by
/// piece (RFC 3986 section 2.1):
///
/// - the authority ends at the first `/`, `?` or `#`, and `#` begins a piece of the path;
/// - the last `@` of the authority ends the user's name and password, and the first `:` in there parts the two;
/// - the query starts at the first `?`; `&` parts its keys and the first `=` a key from its value; there is no fragment;
/// - every piece keeps the place where it stood, so that a fault can point at it.
struct AddressText {
    /// What a prefix such as `apprise+` says about who wrote it, in lower case.
    let prefix: AddressPiece?
    /// In lower case.
    let scheme: AddressPiece
    /// nil without an `@`; empty when nothing stands before the colon.
    let user: AddressPiece?
    let password: AddressPiece?
    /// What stands where a host and a port would.
    let network: AddressPiece
    /// The pieces between slashes; empty ones are left out.
    let path: [AddressPiece]
    let query: [AddressParameter]
    /// Everything after the prefix, as written.
    let bare: AddressPiece

    /// The words before a `+` that say how the rest is to be read.
    static let prefixes = ["apprise", "shoutrrr"]

    /// Longer than any address of a platform; a longer text is something else.
    static let longest = 8_192

    init(_ text: String) throws(ChannelAddressError) {
        let all = Array(text)
        guard all.count <= Self.longest else {
            throw ChannelAddressError(column: 1, "a URL has at most \(Self.longest) characters, found \(all.count)")
        }
        var source = AddressSource(all)
        source.trim()
        try source.checkCharacters()
        guard let (scheme, rest) = source.scheme() else {
            throw ChannelAddressError(
                column: source.range.lowerBound + 1, "expected a URL with '://'",
                hint: "write it like slack://…, mailtos://… or https://…")
        }
        var schemeRange = scheme
        prefix = try Self.prefix(in: source, &schemeRange)
        self.scheme = try source.piece(schemeRange, lowercased: true)
        bare = source.rawPiece(schemeRange.lowerBound..<source.range.upperBound)

        let authorityEnd = source.first(of: "/?#", in: rest) ?? rest.upperBound
        var network = rest.lowerBound..<authorityEnd
        if let at = source.last(of: "@", in: network) {
            let info = network.lowerBound..<at
            network = at + 1..<authorityEnd
            if let colon = source.first(of: ":", in: info) {
                user = try source.piece(info.lowerBound..<colon)
                password = try source.piece(colon + 1..<info.upperBound)
            } else {
                user = try source.piece(info)
                password = nil
            }
        } else {
            user = nil
            password = nil
        }
        self.network = try source.piece(network)
        let queryStart = source.first(of: "?", in: authorityEnd..<rest.upperBound)
        path = try source.pieces(in: authorityEnd..<(queryStart ?? rest.upperBound), at: "/")
        query =
            try queryStart.map { start throws(ChannelAddressError) in
                try source.parameters(in: start + 1..<rest.upperBound)
            } ?? []
    }

    /// Takes `apprise+` or the like off the scheme.
    private static func prefix(
        in source: AddressSource, _ scheme: inout Range<Int>
    ) throws(ChannelAddressError) -> AddressPiece? {
        guard let plus = source.first(of: "+", in: scheme) else { return nil }
        let piece = try source.piece(scheme.lowerBound..<plus, lowercased: true)
        guard prefixes.contains(piece.text) || NativeAddress.prefixes.contains(piece.text) else { return nil }
        scheme = plus + 1..<scheme.upperBound
        return piece
    }

    /// The path as written, with the slash before it; empty without one.
    var rawPath: String { path.isEmpty ? "" : "/" + path.map(\.raw).joined(separator: "/") }

    /// The host and the port, where those stand.
    func host() throws(ChannelAddressError) -> AddressHost { try AddressHost(self) }
}

/// A piece of an address.
struct AddressPiece: Hashable {
    /// As written.
    let raw: String
    /// Decoded.
    let text: String
    /// The place of its first character, from 1.
    let column: Int

    var isEmpty: Bool { raw.isEmpty }

    /// A fault at this piece; its text is not repeated.
    func fault(_ message: String, hint: String? = nil) -> ChannelAddressError {
        ChannelAddressError(column: column, length: raw.count, message, hint: hint)
    }
}

/// One key of a query.
struct AddressParameter: Hashable {
    let key: AddressPiece
    let value: AddressPiece

    /// `key=value` as written; a key alone without a value.
    var raw: String { value.isEmpty ? key.raw : "\(key.raw)=\(value.raw)" }

    /// The key as grammars compare it: without regard to case.
    var name: String { key.text.lowercased() }
}
