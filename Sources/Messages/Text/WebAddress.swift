/// Addresses that a message may lead to, and how they are written.
public enum WebAddress {
    /// Whether an author may write it: `https`, a host, and nothing that would have to be escaped (RFC 3986 section 2).
    static func isAllowed(_ address: String) -> Bool {
        address.hasPrefix("https://") && isClean(address.dropFirst(8))
    }

    /// Whether the program's own link can be followed; `http` is for a program that runs on one machine.
    static func isFollowable(_ address: String) -> Bool {
        isAllowed(address) || address.hasPrefix("http://") && isClean(address.dropFirst(7))
    }

    /// The address as every platform takes it: with whatever could end it, or a tag around it, percent-encoded.
    ///
    /// nil for anything but http, https, mailto and tel.
    public static func safe(_ address: String) -> String? {
        let scheme = address.prefix { $0 != ":" }.lowercased()
        guard ["http", "https", "mailto", "tel"].contains(scheme), scheme.count < address.count else { return nil }
        var result = ""
        for byte in address.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                if allowed.contains(byte) {
                    result.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
                }
            }
        }
        return result
    }

    /// RFC 3986 without brackets, quotes and stars, which the platforms' languages use themselves.
    private static let allowed = Set("-._~:/?#@!$&+,;=%".utf8)

    /// One segment of a path, or one value of a query.
    public static func encoded(_ segment: String) -> String {
        var result = ""
        for byte in segment.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
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
