public import PluginKit

/// Where messages may go: the public internet, and what is allowed by name; through a proxy when one is given.
///
/// The check is made on the address that is about to be dialled, not on a name looked up before, so that a name which
/// answers differently the second time gains nothing; and again before every request, because libcurl opens no socket for
/// a connection that it uses again. The list of refused ranges is that of IANA's special-purpose registries (RFC 6890 and
/// its successors), with the tunnels and translators that can carry them. Link-local addresses and those where clouds keep
/// their machines' credentials are reached only when that very address is listed, not by a range or a name.
public struct EgressPolicy: Hashable, Sendable {
    /// IP addresses, ranges such as `10.0.5.0/24`, or host names.
    public let allowed: [String]
    /// What all goes through that is not allowed by name; nil for nothing.
    ///
    /// `http://`, `https://` or `socks5h://`, a host and a port. It looks up the names then, and has to refuse private
    /// addresses itself.
    public let proxy: Secret?
    private let ranges: [AddressRange]
    private let exact: [AddressRange]
    private let names: Set<String>

    public init(allowed: [String] = [], proxy: Secret? = nil) {
        self.allowed = allowed
        self.proxy = proxy
        ranges = allowed.compactMap(AddressRange.init)
        exact = ranges.filter(\.isExact)
        names = Set(allowed.filter { AddressRange($0) == nil }.map(Self.plain))
    }

    /// What `Config/milieu.yaml` says.
    public init(_ settings: Egress) { self.init(allowed: settings.allow, proxy: settings.proxy) }

    /// Whether a transfer to `host` may use `address`, which is text as `inet_ntop` writes it.
    public func permits(address: String, host: String) -> Bool {
        IPAddress(address).map { permits($0, host: host) } ?? false
    }

    func permits(_ address: IPAddress, host: String) -> Bool {
        guard Self.isSpecial(address) else { return true }
        if exact.contains(where: { $0.contains(address) }) { return true }
        let carried = address.carried
        if Self.isKept(address) || carried.map(Self.isKept) == true { return false }
        if isNamed(host) { return true }
        guard ranges.contains(where: { $0.contains(address) }) else { return false }
        return carried.map { permits($0, host: host) } ?? true
    }

    /// Whether a host is allowed by its name, or as an address.
    func allows(host: String) -> Bool {
        isNamed(host) || IPAddress(host).map { address in ranges.contains { $0.contains(address) } } == true
    }

    private func isNamed(_ host: String) -> Bool { !names.isEmpty && names.contains(Self.plain(host)) }

    /// Names are the same in any case, with or without the dot at their end.
    private static func plain(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }

    /// Whether an address is anything but one of the public internet.
    private static func isSpecial(_ address: IPAddress) -> Bool {
        // Of IPv6, 2000::/3 is all that is given out.
        if !address.isIPv4, address.bits >> 125 != 1 { return true }
        return (address.isIPv4 ? specialFour : specialSix).contains { $0.contains(address) }
    }

    /// Whether only its own listing opens an address.
    private static func isKept(_ address: IPAddress) -> Bool { kept.contains { $0.contains(address) } }

    private static let specialFour = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ].compactMap(AddressRange.init)

    private static let specialSix = [
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    ].compactMap(AddressRange.init)

    /// Link-local addresses, and the metadata services of AWS, Azure, Alibaba and Oracle beyond them.
    private static let kept = [
        "169.254.0.0/16", "fe80::/10", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16",
        "192.0.0.192",
    ].compactMap(AddressRange.init)
}
