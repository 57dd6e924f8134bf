import Glibc

/// Where messages may go: the public internet, and what is allowed by name.
///
/// The check is made on the address that is about to be dialled, not on a name looked up before, so that a name which
/// answers differently the second time gains nothing; and again when a connection is reused, because libcurl 7.88 opens
/// no socket then and would skip it. The list of refused ranges is that of IANA's special-purpose registries
/// (RFC 6890 and its successors), with the tunnels that can carry them.
public struct EgressPolicy: Hashable, Sendable {
    /// IP addresses, ranges such as `10.0.5.0/24`, or host names.
    public let allowed: [String]
    private let ranges: [AddressRange]

    public init(allowed: [String] = []) {
        self.allowed = allowed
        ranges = allowed.compactMap(AddressRange.init)
    }

    /// Whether a transfer to `host` may use `address`, which is text as `inet_ntop` writes it.
    public func permits(address: String, host: String) -> Bool {
        guard let address = AddressRange.bytes(of: address) else { return false }
        if ranges.contains(where: { $0.contains(address) }) || allowed.contains(host.lowercased()) { return true }
        return !Self.refused.contains { $0.contains(address) }
    }

    private static let refused = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap(AddressRange.init)
}

/// A block of addresses.
struct AddressRange: Hashable, Sendable {
    private let prefix: [UInt8]
    private let length: Int

    /// Reads `10.0.0.0/8`, `fe80::/10` or a single address; nil for anything else, such as a name.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard let first = parts.first, let bytes = Self.bytes(of: String(first)) else { return nil }
        prefix = bytes
        if parts.count == 2 {
            guard let length = Int(parts[1]), (0...(bytes.count * 8)).contains(length) else { return nil }
            self.length = length
        } else {
            length = bytes.count * 8
        }
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == prefix.count else { return false }
        for bit in 0..<length where (address[bit / 8] ^ prefix[bit / 8]) & 0x80 >> UInt8(bit % 8) != 0 { return false }
        return true
    }

    /// 4 or 16 bytes; an IPv6 address that carries an IPv4 one counts as that.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        let bare = String(text.prefix { $0 != "%" })
        guard inet_pton(AF_INET6, bare, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &six) { Array($0) }
        let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xff && bytes[11] == 0xff
        return isMapped ? Array(bytes[12...]) : bytes
    }
}
