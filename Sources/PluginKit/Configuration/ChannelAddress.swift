/// What an address that people already have says about a channel: its kind and its settings.
///
/// Such an address is one line that another program sends by (Apprise, shoutrrr) or that a platform gave out; who reads
/// `Config/milieu.yaml` takes it in the place of `kind` and the settings themselves.
public struct ChannelAddress: Hashable, Sendable {
    /// The word after `kind:`.
    public let kind: String
    public let settings: [Field]
    /// Where on the platform messages go, such as a chat; none where the address does not say.
    public let destinations: [String]
    /// Whether a destination is a setting of the kind, called `to`.
    public let hasDestinationSetting: Bool
    /// What of the address has no counterpart here, each a sentence without secrets.
    public let notes: [String]

    public init(
        kind: String, settings: [Field], destinations: [String] = [], hasDestinationSetting: Bool = true,
        notes: [String] = []
    ) {
        self.kind = kind
        self.settings = settings
        self.destinations = destinations
        self.hasDestinationSetting = hasDestinationSetting
        self.notes = notes
    }

    /// One setting by its name in the file.
    public struct Field: Hashable, Sendable {
        public let name: String
        public let value: Value

        public init(_ name: String, _ text: String) {
            self.name = name
            value = .plain(text)
        }

        public init(_ name: String, secret: String) {
            self.name = name
            value = .secret(Secret(secret))
        }
    }

    /// A text, and whether it may be seen.
    public enum Value: Hashable, Sendable {
        case plain(String)
        case secret(Secret)
    }

    public subscript(name: String) -> Value? { settings.first { $0.name == name }?.value }

    /// The same address for one of its destinations.
    public func addressed(to destination: String) -> ChannelAddress {
        ChannelAddress(
            kind: kind, settings: settings, destinations: [destination],
            hasDestinationSetting: hasDestinationSetting, notes: notes)
    }

    /// The block that the address stands for, as if it had been written at `place`; with `others` after its settings.
    public func node(at place: SourcePlace, path: String, others: [SettingNode.Entry] = []) -> SettingNode {
        func entry(_ name: String, _ text: String) -> SettingNode.Entry {
            SettingNode.Entry(
                key: name, keyPlace: place,
                value: SettingNode(.scalar(text: text, isQuoted: true), place: place, path: "\(path).\(name)"))
        }
        var entries = [entry("kind", kind)]
        for field in settings {
            switch field.value {
            case .plain(let text): entries.append(entry(field.name, text))
            case .secret(let secret): entries.append(entry(field.name, secret.reveal()))
            }
        }
        if hasDestinationSetting, destinations.count == 1 { entries.append(entry("to", destinations[0])) }
        return SettingNode(.mapping(entries + others), place: place, path: path)
    }
}

/// Why an address cannot be read, without anything of it that may be secret.
public struct ChannelAddressError: Error, Hashable, CustomStringConvertible {
    /// The first character that it is about, from 1.
    public let column: Int
    /// How many characters it is about, at least 1.
    public let length: Int
    /// Lower-case start, no final period.
    public let message: String
    public let hint: String?

    public init(column: Int, length: Int = 1, _ message: String, hint: String? = nil) {
        self.column = max(1, column)
        self.length = max(1, length)
        self.message = message
        self.hint = hint
    }

    public var description: String { "character \(column): \(message)\(hint.map { "; \($0)" } ?? "")" }
}

/// Reads the addresses that people already have.
///
/// The grammar of each platform is the delivery part's; whoever reads `Config/milieu.yaml` needs no more than this.
public struct ChannelAddressReader: Sendable {
    private let reading: @Sendable (String) throws(ChannelAddressError) -> ChannelAddress

    public init(_ reading: @Sendable @escaping (String) throws(ChannelAddressError) -> ChannelAddress) {
        self.reading = reading
    }

    /// - Throws: `ChannelAddressError`, also for an address that two programs read differently.
    public func read(_ text: String) throws(ChannelAddressError) -> ChannelAddress { try reading(text) }

    /// `text` with every letter and digit after the scheme replaced, so that it can be shown and still be pointed into.
    public static func masked(_ text: String) -> String {
        let scheme = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        return text[..<scheme] + String(text[scheme...].map { $0.isLetter || $0.isNumber ? "*" : $0 })
    }
}
