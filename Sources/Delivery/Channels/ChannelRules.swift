import PluginKit

/// Rules that settings of several channels share.
///
/// No message repeats a value that is secret.
enum ChannelRules {
    static func address(_ secret: Secret, _ setting: String) throws(BrokenRule) {
        try address(secret.reveal(), setting)
    }

    /// An https address, or an http one on this machine.
    static func address(_ address: String, _ setting: String) throws(BrokenRule) {
        let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains(CurlDriver.host(of: address))
        guard address.hasPrefix("https://") || (address.hasPrefix("http://") && isLocal),
            !CurlDriver.host(of: address).isEmpty
        else { throw BrokenRule(setting, "expected an address that starts with https://") }
        guard SignInAddress(address)?.user == nil else {
            throw BrokenRule(setting, "expected an address without a user and a password before '@'")
        }
        guard isOneWord(address) else {
            throw BrokenRule(setting, "expected an address without blanks and control characters")
        }
    }

    static func token(_ secret: Secret, _ setting: String) throws(BrokenRule) {
        guard isOneWord(secret.reveal()) else {
            throw BrokenRule(setting, "expected a token of visible ASCII characters, without blanks")
        }
    }

    static func timeout(_ timeout: Duration) throws(BrokenRule) {
        try timeout.check("timeout", in: .seconds(1)...(.seconds(120)))
    }

    private static func isOneWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
    }

    /// The host of an address and a short name of what is secret about it, so that two destinations on one host have
    /// limits of their own.
    static func endpoint(_ address: String, _ secret: Secret) -> String {
        "\(CurlDriver.host(of: address)) (\(Digest.short(of: secret.reveal())))"
    }

    /// The person's address, or else the destination's own.
    static func destination(_ envelope: Envelope, or own: String?, called what: String) throws(ChannelError) -> String {
        let address = envelope.address.isEmpty ? own ?? "" : envelope.address
        guard !address.isEmpty else {
            throw ChannelError("there is no \(what) to send to: give the person an address, or set 'to'")
        }
        guard address.utf8.count <= 255, address.unicodeScalars.allSatisfy({ $0.value > 32 && $0.value != 127 }) else {
            throw ChannelError("the person's address is not a \(what)")
        }
        return address
    }
}

extension String {
    /// Without slashes at its end.
    var withoutTrailingSlash: String {
        var text = self
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
