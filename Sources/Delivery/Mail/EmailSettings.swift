import Foundation
public import PluginKit
import Scheduling

/// The settings of an e-mail channel.
public struct EmailSettings: SettingsGroup {
    @Setting("The kind of channel.")
    public var kind: Kind

    @Setting("The relay's name.")
    public var host: String

    @Setting("The relay's port.")
    public var port: Int = 587

    @Setting("How the connection is kept private; none is for a relay on this machine only.")
    public var tls: MailRelay.Security = .starttls

    @Setting("The user name at the relay.")
    public var username: String? = nil

    @Setting("The password; better given as MILIEU_CHANNELS_<NAME>_PASSWORD_FILE.")
    public var password: Secret? = nil

    @Setting("Where tokens come from, for a relay that takes no password.")
    public var oauth: EmailOAuthSettings? = nil

    @Setting("The address that messages come from; neutral, as others may read it.")
    public var from: String

    @Setting("Where answers go; without it, to 'from'.")
    public var replyTo: String? = nil

    @Setting(
        "The mailbox that mails come back to; each mail gets an address of its own there, bounce+…@example.org for bounce@example.org."
    )
    public var bounces: String? = nil

    @Setting("The key that signs mails, for a relay that does not sign them itself.")
    public var dkim: EmailDKIMSettings? = nil

    @Setting("How long the relay may take for each reply; after the text five times as long.")
    public var timeout: Duration = .seconds(60)

    @Setting("A file with the certificates to trust instead of the system's.")
    public var caFile: String? = nil

    @Setting("What is done when nobody knows whether a message arrived.")
    public var onAmbiguous: AmbiguityChoice = .hold

    public init() {}

    public enum Kind: String, CaseIterable, SettingValue { case email }

    public func validate() throws(BrokenRule) {
        try port.check("port", in: 1...65_535)
        guard !host.isEmpty,
            host.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "@") })
        else { throw BrokenRule("host", "expected a host's name or address") }
        try timeout.check("timeout", in: .seconds(1)...(.seconds(300)))
        for (name, address) in [("from", from), ("reply_to", replyTo), ("bounces", bounces)] {
            guard let address else { continue }
            do {
                let read = try MailAddress(address)
                guard name != "bounces" || read.local.utf8.count <= 10 else {
                    throw BrokenRule(
                        "bounces", "the part before '@' must have at most 10 characters, as 54 are added to it",
                        hint: "write it like bounce@example.org")
                }
            } catch let error as MailAddressError {
                throw BrokenRule(name, "not an e-mail address: \(error.description)")
            } catch let error as BrokenRule {
                throw error
            } catch {
                throw BrokenRule(name, "not an e-mail address")
            }
        }
        if let dkim, let sender = try? MailAddress(from).domain, !dkim.covers(sender) {
            throw BrokenRule(
                "dkim", "its 'domain' is \(dkim.domain), and mails come from \(sender)",
                hint: "receivers want the domain of 'from', or one above it")
        }
        if tls == .none, !["127.0.0.1", "localhost", "::1"].contains(host) {
            throw BrokenRule(
                "tls", "'none' is for a relay on this machine only",
                hint: "write starttls (port 587) or implicit (port 465)")
        }
        if oauth != nil {
            guard username != nil, password == nil else {
                throw BrokenRule("oauth", "tokens go with a user name, and with no password")
            }
        } else if (username == nil) != (password == nil) {
            throw BrokenRule("username", "a user name and a password are given together or not at all")
        }
    }

    var signIn: MailRelay.SignIn {
        guard let username else { return .none }
        if let oauth { return .oauth(user: username, oauth.grant) }
        return password.map { .password(user: username, $0) } ?? .none
    }
}

/// How a relay's tokens are fetched: the refresh token of RFC 6749 section 6.
public struct EmailOAuthSettings: SettingsGroup {
    @Setting("Where tokens are fetched; https.")
    public var tokenUrl: String

    @Setting("The provider's name for this program.")
    public var clientId: String

    @Setting("The provider's secret for this program, where it gave one.")
    public var clientSecret: Secret? = nil

    @Setting("What the provider gave for fetching tokens again and again.")
    public var refreshToken: Secret

    public init() {}

    public func validate() throws(BrokenRule) {
        let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains(CurlDriver.host(of: tokenUrl))
        guard tokenUrl.hasPrefix("https://") || (tokenUrl.hasPrefix("http://") && isLocal) else {
            throw BrokenRule("token_url", "expected an address that starts with https://")
        }
    }

    var grant: OAuthGrant {
        OAuthGrant(
            tokenURL: tokenUrl, clientID: clientId, clientSecret: clientSecret, refreshToken: refreshToken)
    }
}

/// How mails are signed (RFC 6376).
public struct EmailDKIMSettings: SettingsGroup {
    @Setting("The domain that signs: that of 'from', or one above it.")
    public var domain: String

    @Setting("Where the public key is: SELECTOR._domainkey.DOMAIN.")
    public var selector: String

    @Setting("A file with the private key in PEM: RSA, or Ed25519.")
    public var keyFile: String

    public init() {}

    /// Whether a signature of it stands for mails from `domain`: it is that domain, or one above it.
    func covers(_ domain: String) -> Bool {
        guard let own = DomainName.ascii(self.domain)?.lowercased() else { return false }
        let domain = domain.lowercased()
        return domain == own || own.contains(".") && domain.hasSuffix(".\(own)")
    }

    /// - Throws: `ChannelError` for a file that cannot be read or holds no key; the key is not repeated.
    func signer() throws(ChannelError) -> DKIMSigner {
        guard let bytes = FileManager.default.contents(atPath: keyFile) else {
            throw ChannelError("the file of 'dkim', \(keyFile), cannot be read")
        }
        do {
            return try DKIMSigner(domain: domain, selector: selector, pem: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw ChannelError("'dkim' in \(keyFile): \(error.description)")
        }
    }
}
