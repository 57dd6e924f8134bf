/// One e-mail address that is safe to hand to a mail server: `local@domain` in the syntax of RFC 5321 section 4.1.2.
///
/// libcurl 7.88 passes an address with a line break on as two commands, so this type is the only way to name one.
public struct MailAddress: Hashable, Sendable {
    public let text: String

    /// - Throws: `MailAddressError` with the reason.
    public init(_ text: String) throws(MailAddressError) {
        guard !text.unicodeScalars.contains(where: { $0.value < 33 || $0.value == 127 }) else {
            throw MailAddressError("it holds a space, a line break or another control character")
        }
        guard let at = text.lastIndex(of: "@") else { throw MailAddressError("it has no '@'") }
        let local = text[..<at]
        let domain = text[text.index(after: at)...]
        guard (1...64).contains(local.utf8.count) else {
            throw MailAddressError("the part before '@' must have 1 to 64 characters")
        }
        guard local.first != ".", local.last != ".", !local.contains(".."),
            local.allSatisfy({ !$0.isASCII || $0.isLetter || $0.isNumber || "!#$%&'*+-/=?^_`{|}~.".contains($0) })
        else { throw MailAddressError("the part before '@' holds a character that mail servers refuse") }
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...255).contains(domain.utf8.count),
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { !$0.isASCII || $0.isLetter || $0.isNumber || $0 == "-" }
            })
        else { throw MailAddressError("the part after '@' is not a domain name") }
        self.text = text
    }

    public var domain: String { String(text[text.index(after: text.lastIndex(of: "@") ?? text.startIndex)...]) }
}

/// Why a text is no address.
///
/// The text itself is not repeated, as it may belong to a person.
public struct MailAddressError: Error, Hashable, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
