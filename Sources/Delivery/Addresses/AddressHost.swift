import PluginKit

/// A host, and a port where one is written.
struct AddressHost: Hashable {
    /// As written, in lower case; an IPv6 address in brackets.
    let name: String
    let port: Int?

    /// `name:port`, or the name alone.
    var text: String { port.map { "\(name):\($0)" } ?? name }

    /// Whether it is this machine.
    static func isLocal(_ name: String) -> Bool { ["127.0.0.1", "localhost", "[::1]"].contains(name) }

    init(_ address: AddressText) throws(ChannelAddressError) {
        let network = address.network
        let raw = network.raw.lowercased()
        guard !raw.isEmpty else { throw network.fault("expected a host's name after '://'") }
        let end = raw.hasPrefix("[") ? raw.firstIndex(of: "]").map(raw.index(after:)) : raw.firstIndex(of: ":")
        name = String(raw[..<(end ?? raw.endIndex)])
        let rest = raw[(end ?? raw.endIndex)...]
        // Without an '@' before it, what looks like a port is often a password that a '/' cut in two.
        let isCut =
            address.user == nil
            && (address.path.map(\.raw) + address.query.flatMap { [$0.key.raw, $0.value.raw] }).contains {
                $0.contains("@")
            }
        let advice = isCut ? "in a password '/' is written %2F, '?' %3F, '#' %23 and '@' %40" : nil
        if rest.isEmpty {
            port = nil
        } else {
            guard rest.hasPrefix(":"), rest.dropFirst().utf8.allSatisfy({ (48...57).contains($0) }),
                let number = Int(rest.dropFirst()), (1...65_535).contains(number)
            else {
                throw ChannelAddressError(
                    column: network.column + name.count + 1, length: rest.count - 1, "expected a port from 1 to 65535",
                    hint: advice)
            }
            port = number
        }
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]") && name.count > 3
        let isGood =
            isBracketed
            ? name.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
            : name.allSatisfy { !$0.isASCII || $0.isLetter || $0.isNumber || ".-_".contains($0) }
        guard isGood, !name.isEmpty else {
            throw network.fault("expected a host's name or address", hint: advice)
        }
    }
}
