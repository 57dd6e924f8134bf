import Crypto
import CryptoExtras
import Foundation
import Scheduling

/// Signs mails in our own name: DKIM (RFC 6376) with `rsa-sha256`, or `ed25519-sha256` (RFC 8463), relaxed/relaxed.
///
/// Relays on the way may refold headers and trim blanks, which relaxed forgives. Every header that means something to a
/// reader is signed once more than it is there (RFC 6376 section 8.15), so that nobody can add a second one;
/// List-Unsubscribe is among them, as RFC 8058 asks. What is signed depends on the mail alone, and its time is the mail's
/// date.
public struct DKIMSigner: Sendable {
    private enum Key: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    private let domain: String
    private let selector: String
    private let key: Key

    /// What is signed, and how often besides its being there.
    private static let names = [
        "from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "list-id",
        "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type", "auto-submitted",
    ]

    /// Makes one from a private key as `openssl genpkey` writes it.
    ///
    /// `selector`: Where the public key is: `SELECTOR._domainkey.DOMAIN`.
    /// `pem`: An RSA key of 1024 bits or more (PKCS#8 or PKCS#1), or an Ed25519 key (PKCS#8, RFC 8410).
    ///
    /// - Throws: `DKIMKeyError` without the key in it.
    public init(domain: String, selector: String, pem: String) throws(DKIMKeyError) {
        guard let domain = DomainName.ascii(domain), let selector = DomainName.ascii(selector) else {
            throw DKIMKeyError(description: "'domain' and 'selector' must be names")
        }
        self.domain = domain
        self.selector = selector
        if let seed = Self.ed25519Seed(pem), let found = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) {
            key = .ed25519(found)
        } else if let found = try? _RSA.Signing.PrivateKey(unsafePEMRepresentation: pem) {
            key = .rsa(found)
        } else {
            throw DKIMKeyError(description: "expected a private key in PEM, RSA of 1024 bits or more or Ed25519")
        }
    }

    /// The 32 bytes of an Ed25519 key: RFC 8410 puts 16 fixed bytes before them.
    private static func ed25519Seed(_ pem: String) -> Data? {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard lines.first == "-----BEGIN PRIVATE KEY-----", lines.last == "-----END PRIVATE KEY-----",
            let der = Data(base64Encoded: lines.dropFirst().dropLast().joined()), der.count == 48
        else { return nil }
        let head: [UInt8] = [
            0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
        ]
        return der.prefix(16).elementsEqual(head) ? der.dropFirst(16) : nil
    }

    /// The signature over `headers` and `body`, as a header that stands before them.
    ///
    /// `body`: With CRLF line ends.
    ///
    /// - Throws: `MailHeaderError` when the key cannot sign: a mail with an empty signature counts as forged.
    func header(
        for headers: [MailHeader], body: [UInt8], at date: Instant
    ) throws(MailHeaderError) -> MailHeader {
        let signed = Self.names.flatMap { name in
            Array(repeating: name, count: headers.count { $0.name.lowercased() == name } + 1)
        }
        var lines = [
            "v=1; a=\(algorithm); c=relaxed/relaxed; d=\(domain);", "s=\(selector); t=\(date.seconds);",
        ]
        var line = "h=\(signed[0])"
        for name in signed.dropFirst() {
            if line.utf8.count + name.utf8.count + 2 > 76 {
                lines.append(line + ":")
                line = name
            } else {
                line += ":\(name)"
            }
        }
        lines += [line + ";", "bh=\(Self.bodyHash(body));", "b="]
        let unsigned = lines.joined(separator: "\r\n ")
        let code = try signature(Self.signedBytes(names: signed, of: headers, signature: unsigned))
        let rows = stride(from: 0, to: code.utf8.count, by: 72).map { start in
            code.dropFirst(start).prefix(72)
        }
        return MailHeader("DKIM-Signature", unsigned + rows.joined(separator: "\r\n "))
    }

    private var algorithm: String {
        switch key {
        case .rsa: "rsa-sha256"
        case .ed25519: "ed25519-sha256"
        }
    }

    /// What is weak about the key, and what to do; nil for a good one (RFC 8301 section 3.2).
    public var weakness: String? {
        guard case .rsa(let key) = key, key.keySizeInBits < 2_048 else { return nil }
        return
            "the key of 'dkim' has \(key.keySizeInBits) bits, which receivers may take for no signature; make one of 2048"
    }

    /// In base64.
    func signature(_ bytes: [UInt8]) throws(MailHeaderError) -> String {
        let digest = SHA256.hash(data: bytes)
        do {
            switch key {
            case .rsa(let key):
                return try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation
                    .base64EncodedString()
            case .ed25519(let key):
                // RFC 8463 section 3: the hash is what is signed.
                return try key.signature(for: Data(digest)).base64EncodedString()
            }
        } catch {
            throw MailHeaderError(name: "DKIM-Signature", fault: "cannot be made with the key of 'dkim'")
        }
    }

    static func bodyHash(_ body: [UInt8]) -> String {
        Data(SHA256.hash(data: relaxedBody(body))).base64EncodedString()
    }

    /// The bytes that are signed (RFC 6376 section 3.7): the named headers from the last of each name up, those that are
    /// not there as nothing, and then the signature's own with an empty `b=`.
    static func signedBytes(names: [String], of headers: [MailHeader], signature: String) -> [UInt8] {
        var rest = headers
        var out = ""
        for name in names {
            guard let place = rest.lastIndex(where: { bare($0.name) == bare(name) }) else { continue }
            out += relaxed(rest.remove(at: place)) + "\r\n"
        }
        return Array((out + relaxed(MailHeader("DKIM-Signature", signature))).utf8)
    }

    /// A name in small letters, without the blanks that may stand before its colon.
    private static func bare(_ name: String) -> String {
        name.utf8.split { $0 == 32 || $0 == 9 }.first.map(Substring.init)?.lowercased() ?? ""
    }

    /// RFC 6376 section 3.4.2.
    private static func relaxed(_ header: MailHeader) -> String {
        let words = header.value.utf8.split { $0 == 32 || $0 == 9 || $0 == 13 || $0 == 10 }
        return "\(bare(header.name)):\(words.map { String(Substring($0)) }.joined(separator: " "))"
    }

    /// RFC 6376 section 3.4.4.
    static func relaxedBody(_ body: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(body.count)
        var hasBlank = false
        var emptyLines = 0
        var isLineEmpty = true
        func put(_ byte: UInt8) {
            while emptyLines > 0 {
                out += [13, 10]
                emptyLines -= 1
            }
            if hasBlank { out.append(32) }
            hasBlank = false
            out.append(byte)
            isLineEmpty = false
        }
        var index = 0
        while index < body.count {
            let byte = body[index]
            if byte == 13, index + 1 < body.count, body[index + 1] == 10 {
                hasBlank = false
                if isLineEmpty { emptyLines += 1 } else { out += [13, 10] }
                isLineEmpty = true
                index += 1
            } else if byte == 32 || byte == 9 {
                hasBlank = true
            } else {
                put(byte)
            }
            index += 1
        }
        // A body that does not end its last line is given the end.
        return isLineEmpty ? out : out + [13, 10]
    }
}

/// Why a key cannot sign.
public struct DKIMKeyError: Error, Hashable, CustomStringConvertible {
    public let description: String
}
