/// Addresses that a message may lead to.
enum WebAddress {
    /// Whether an author may write it: `https`, a host, and nothing that would have to be escaped (RFC 3986 section 2).
    static func isAllowed(_ address: String) -> Bool {
        address.hasPrefix("https://") && isClean(address.dropFirst(8))
    }

    /// Whether the program's own link can be followed; `http` is for a program that runs on one machine.
    static func isFollowable(_ address: String) -> Bool {
        isAllowed(address) || address.hasPrefix("http://") && isClean(address.dropFirst(7))
    }

    private static func isClean(_ rest: Substring) -> Bool {
        guard let first = rest.utf8.first, first != UInt8(ascii: "/") else { return false }
        return rest.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "^"),
                UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
                false
            default: byte > 32 && byte < 127
            }
        }
    }
}
