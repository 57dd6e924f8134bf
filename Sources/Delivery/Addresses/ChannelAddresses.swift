public import PluginKit

/// One way to read an address.
public struct AddressReading: Hashable, Sendable {
    public let family: AddressFamily
    public let address: ChannelAddress
    /// What written before the address decides for this reading, such as `apprise+`.
    public let prefix: String
}

/// Reads addresses that people already have: Apprise's, shoutrrr's, and those that platforms give out.
///
/// The two programs use some schemes for different things. The shape decides where only one of them can be meant, a prefix
/// such as `shoutrrr+ntfy://` decides always, and what both could mean is handed back as both: nobody guesses where
/// messages go.
public enum ChannelAddresses {
    /// The readings of `text` that differ: one, or more to choose from.
    ///
    /// - Throws: `ChannelAddressError` when there is none.
    public static func readings(_ text: String) throws(ChannelAddressError) -> [AddressReading] {
        let address = try AddressText(text)
        let prefix = address.prefix?.text
        let family = prefix.flatMap(AddressFamily.init(rawValue:))
        let grammars = AddressGrammar.all.filter { grammar in
            grammar.schemes.contains(address.scheme.text) && (family == nil || grammar.family == family)
        }
        if prefix != nil, family == nil, grammars.first?.family != .native {
            throw ChannelAddressError(
                column: address.scheme.column, length: address.scheme.raw.count, "expected https:// after the kind",
                hint: "before another scheme write apprise+ or shoutrrr+")
        }
        guard !grammars.isEmpty else { throw unknown(address, family) }
        var readings: [AddressReading] = []
        var faults: [ChannelAddressError] = []
        for grammar in grammars {
            do throws(ChannelAddressError) {
                if grammar.family == .native {
                    readings += try NativeAddress.readings(address).map {
                        AddressReading(family: .native, address: $0, prefix: "\($0.kind)+")
                    }
                } else {
                    readings.append(
                        AddressReading(
                            family: grammar.family, address: try grammar.read(address),
                            prefix: "\(grammar.family.rawValue)+"))
                }
            } catch {
                faults.append(error)
            }
        }
        // The fault that lies furthest on belongs to the grammar that understood the most.
        guard let first = readings.first else {
            throw faults.max { $0.column < $1.column } ?? unknown(address, family)
        }
        return readings.filter { $0 == first || !$0.address.isSame(as: first.address) }
    }

    /// For the files: an address that can be read in two ways is a fault that says what to write.
    public static let reader = ChannelAddressReader { text throws(ChannelAddressError) in
        let readings = try readings(text)
        guard readings.count == 1 else {
            throw ChannelAddressError(
                column: 1,
                length: text.firstRange(of: "://").map { text.distance(from: text.startIndex, to: $0.upperBound) } ?? 1,
                "can be read in \(readings.count) ways: \(readings.map(\.summary).joined(separator: "; or "))",
                hint: "write \(readings.map { "\($0.prefix)\(scheme(of: text))://…" }.joined(separator: " or "))")
        }
        return readings[0].address
    }

    /// The scheme of `text` in lower case; empty without one.
    public static func scheme(of text: String) -> String {
        text.firstRange(of: "://").map { text[..<$0.lowerBound].drop(while: \.isWhitespace).lowercased() } ?? ""
    }

    /// The kinds of channel that have addresses, in alphabetical order.
    static let kinds = [
        "discord", "email", "healthchecks", "matrix", "mattermost", "ntfy", "slack", "teams", "telegram", "webhook",
    ]

    private static func unknown(_ address: AddressText, _ family: AddressFamily?) -> ChannelAddressError {
        let scheme = address.scheme.text
        let channels = "the channels are \(kinds.joined(separator: ", "))"
        if let platform = ForeignPlatform.name(of: scheme) {
            return address.scheme.fault("there is no channel for \(platform)", hint: channels)
        }
        let schemes = AddressGrammar.all.flatMap(\.schemes)
        if let family, schemes.contains(scheme) {
            return address.scheme.fault("\(family.name) has no '\(scheme)://'", hint: "leave the prefix out")
        }
        let guess = Suggestion.closest(to: scheme, among: schemes).map { "did you mean '\($0)://'?" }
        return address.scheme.fault("unknown scheme '\(scheme)'", hint: guess ?? channels)
    }
}

extension ChannelAddress {
    /// Whether messages go the same way, whatever else is said about the address.
    func isSame(as other: ChannelAddress) -> Bool {
        kind == other.kind && settings == other.settings && destinations == other.destinations
    }

    /// The settings for people, secrets masked: `kind slack, webhook https://hooks.slack.com/<redacted>`.
    public var summary: String {
        (["kind \(kind)"] + settings.map { "\($0.name) \($0.value.masked)" }
            + (destinations.isEmpty ? [] : ["to \(destinations.joined(separator: ", "))"])).joined(separator: ", ")
    }
}

extension AddressReading {
    /// Whose it is, and the settings with secrets masked.
    public var summary: String { "as \(family.name): \(address.summary)" }
}

extension ChannelAddress.Value {
    /// The value for people: of a secret address its host is shown, of another secret nothing.
    public var masked: String {
        switch self {
        case .plain(let text): return text
        case .secret(let secret):
            let text = secret.reveal()
            guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return secret.description }
            let host = CurlDriver.host(of: text)
            return host.isEmpty ? secret.description : "\(text.prefix { $0 != ":" })://\(host)/\(secret.description)"
        }
    }
}
