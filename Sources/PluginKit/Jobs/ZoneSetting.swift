/// Whose clock a schedule follows.
public enum ZoneSetting: Hashable, Sendable {
    /// Each person's own zone, the program's for those who have said nothing.
    case member
    /// An IANA zone; whether the machine knows it is checked where the files are.
    case named(String)
}

extension ZoneSetting: SettingValue {
    public static var settingType: SettingType { .zone(allowsMember: true) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        let text = try node.requireText("a time zone", hint: "use a name such as Europe/Lisbon, or member")
        self = text == "member" ? .member : .named(text)
    }

    public var yamlText: String {
        switch self {
        case .member: "member"
        case .named(let name): name
        }
    }
}

/// An IANA zone name, such as `Europe/Lisbon`.
public struct ZoneName: Hashable, Sendable, SettingValue {
    public let name: String

    public init(_ name: String) { self.name = name }

    public static var settingType: SettingType { .zone(allowsMember: false) }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        name = try node.requireText("a time zone", hint: "use a city's name such as Europe/Lisbon")
    }

    public var yamlText: String { name }
}

/// A cron expression as it was written, with its place; parsed for a job's id when the job is known.
public struct CronText: Hashable, Sendable, SettingValue {
    public let text: String
    public let place: SourcePlace

    public init(_ text: String, place: SourcePlace = SourcePlace(file: "")) {
        self.text = text
        self.place = place
    }

    public static var settingType: SettingType { .cron }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        guard case .scalar(let text, let isQuoted) = node.content, !text.isEmpty else {
            throw [node.expected("a cron expression", rule: "cron", hint: "for 8 in the evening write \"0 20 * * *\"")]
        }
        self.init(text, place: node.place.advanced(by: isQuoted ? 1 : 0, length: text.count))
    }

    public var yamlText: String { text }
}
