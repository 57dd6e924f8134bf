import CCurl
import Glibc

/// An IPv4 or IPv6 address; one that is mapped from IPv4 (`::ffff:a.b.c.d`) is that IPv4 address.
struct IPAddress: Hashable, Sendable {
    /// An IPv4 address in the low 32 bits.
    let bits: UInt128
    let isIPv4: Bool

    private init(four: UInt32) {
        bits = UInt128(four)
        isIPv4 = true
    }

    private init(six: UInt128) {
        isIPv4 = six >> 32 == 0xffff
        bits = isIPv4 ? six & 0xffff_ffff : six
    }

    /// Reads what inet_pton(3) reads, with or without brackets and a zone (`[fe80::1%eth0]`); nil for anything else.
    init?(_ text: String) {
        var text = Substring(text)
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        guard let address = String(text.prefix { $0 != "%" }).withCString({ IPAddress(cString: $0) }) else {
            return nil
        }
        self = address
    }

    init?(cString text: UnsafePointer<CChar>) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(four: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self.init(six: withUnsafeBytes(of: &six) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
    }

    /// The address that a socket is about to be connected to; nil for a family that is not of the internet.
    init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            self.init(four: UInt32(bigEndian: four.sin_addr.s_addr))
        case AF_INET6:
            var six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self.init(six: withUnsafeBytes(of: &six) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        default: return nil
        }
    }

    /// As inet_ntop(3) writes it.
    var text: String {
        var buffer = [CChar](repeating: 0, count: 64)
        if isIPv4 {
            var four = in_addr(s_addr: UInt32(truncatingIfNeeded: bits).bigEndian)
            inet_ntop(AF_INET, &four, &buffer, socklen_t(buffer.count))
        } else {
            var six = bits.bigEndian
            inet_ntop(AF_INET6, &six, &buffer, socklen_t(buffer.count))
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The IPv4 address inside of one that a tunnel or a translator would send there; nil when there is none.
    var carried: IPAddress? {
        guard !isIPv4 else { return nil }
        let low = UInt32(truncatingIfNeeded: bits)
        // NAT64 (RFC 6052 and RFC 8215), IPv4-compatible (RFC 4291), and ISATAP (RFC 5214) hold it at the end.
        let isTranslated = bits >> 32 == 0x0064_ff9b_0000_0000_0000_0000 || bits >> 80 == 0x0064_ff9b_0001
        if isTranslated || (bits >> 32 == 0 && low > 1) { return IPAddress(four: low) }
        let interface = UInt32(truncatingIfNeeded: bits >> 32)
        if interface == 0x0000_5efe || interface == 0x0200_5efe { return IPAddress(four: low) }
        // 6to4 (RFC 3056) behind its prefix; Teredo (RFC 4380) at the end with every bit turned.
        if bits >> 112 == 0x2002 { return IPAddress(four: UInt32(truncatingIfNeeded: bits >> 80)) }
        if bits >> 96 == 0x2001_0000 { return IPAddress(four: ~low) }
        return nil
    }
}

/// A block of addresses.
struct AddressRange: Hashable, Sendable {
    private let first: UInt128
    private let mask: UInt128
    private let isIPv4: Bool
    /// Whether it is one address.
    let isExact: Bool

    /// Reads `10.0.0.0/8`, `fe80::/10` or a single address; nil for anything else, such as a name.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        let width = address.isIPv4 ? 32 : 128
        var length = width
        if parts.count == 2 {
            // A mapped address is written with 96 bits more than it has.
            let isMapped = address.isIPv4 && parts[0].contains(":")
            guard let given = Int(parts[1]), (isMapped ? 96...128 : 0...width).contains(given) else { return nil }
            length = isMapped ? given - 96 : given
        }
        isIPv4 = address.isIPv4
        isExact = length == width
        mask = length == 0 ? 0 : ~UInt128(0) << UInt128(width - length)
        first = address.bits & mask
    }

    func contains(_ address: IPAddress) -> Bool { address.isIPv4 == isIPv4 && address.bits & mask == first }
}
