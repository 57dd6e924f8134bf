/// One e-mail address that is safe to hand to a mail server: `local@domain` in the syntax of RFC 5321 section 4.1.2, with
/// the letters of RFC 6531.
///
/// The local part is a dot-atom or a quoted string of at most 64 bytes, the domain a name of at most 255 bytes or an
/// address literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]`. libcurl 7.88 passes an address with a line break on as
/// two commands, so this type is the only way to name one; what does not fit is refused and never mended.
public struct MailAddress: Hashable, Sendable {
    /// As it was written.
    public let text: String
    /// What stands before the last `@`.
    public let local: String
    /// As it goes over the wire: a domain in other scripts by its A-labels (RFC 5890).
    public let domain: String

    /// Reads an address.
    ///
    /// - Throws: `MailAddressError` with the reason.
    public init(_ text: String) throws(MailAddressError) {
        guard !text.unicodeScalars.contains(where: Self.breaksLines) else {
            throw MailAddressError("it holds a line break or another control character")
        }
        guard let at = text.unicodeScalars.lastIndex(of: "@") else { throw MailAddressError("it has no '@'") }
        let local = String(text.unicodeScalars[..<at])
        guard (1...64).contains(local.utf8.count) else {
            throw MailAddressError("the part before '@' must have 1 to 64 characters")
        }
        guard Self.isDotAtom(local) || Self.isQuotedString(local) else {
            throw MailAddressError("the part before '@' holds a character that mail servers refuse")
        }
        guard let domain = Self.domain(String(text.unicodeScalars[at...].dropFirst())) else {
            throw MailAddressError("the part after '@' is not a domain name")
        }
        self.text = text
        self.local = local
        self.domain = domain
    }

    /// What goes over the wire, in the envelope and in headers.
    public var wire: String { "\(local)@\(domain)" }

    /// Whether the part before `@` has letters beyond ASCII, which only a relay with SMTPUTF8 (RFC 6531) takes.
    public var needsUTF8: Bool { !local.utf8.allSatisfy { $0 < 128 } }

    /// The address as a `mailto` URI (RFC 6068).
    var mailto: String { "mailto:\(Self.percentEncoded(local))@\(domain)" }

    /// C0, C1 and DEL, and what Unicode takes for the end of a line.
    private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func isDotAtom(_ local: String) -> Bool {
        local.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy { $0 >= 128 || isAtomCharacter($0) }
        }
    }

    private static func isAtomCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }

    private static func isQuotedString(_ local: String) -> Bool {
        let bytes = Array(local.utf8)
        let quote = UInt8(ascii: "\"")
        guard bytes.count >= 3, bytes.first == quote, bytes.last == quote else { return false }
        var isEscaped = false
        for byte in bytes[1..<(bytes.count - 1)] {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == quote {
                return false
            }
        }
        return !isEscaped
    }

    private static func domain(_ text: String) -> String? {
        guard text.hasPrefix("[") else { return DomainName.ascii(text) }
        guard text.hasSuffix("]"), text.utf8.count <= 255 else { return nil }
        let literal = String(text.dropFirst().dropLast())
        let isIPv6 = literal.hasPrefix("IPv6:")
        let address = isIPv6 ? String(literal.dropFirst(5)) : literal
        guard address.contains(":") == isIPv6 else { return nil }
        return address.withCString({ IPAddress(cString: $0) }) == nil ? nil : text
    }

    private static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            let isPlain = byte < 128 && (isAtomCharacter(byte) || byte == 46) && !"%/?#&=`{|}^".utf8.contains(byte)
            if isPlain {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

/// Why a text is no address.
///
/// The text itself is not repeated, as it may belong to a person.
public struct MailAddressError: Error, Hashable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
