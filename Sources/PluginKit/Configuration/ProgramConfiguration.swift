public import Community
public import Scheduling

/// `Config/milieu.yaml`: the program, its clock, its languages, where it keeps things and how it reaches people.
public struct ProgramConfiguration: SettingsGroup {
    @Setting("The program's id, as jobs may name it.")
    public var program: String

    @Setting("The name that people see as the sender; neutral, as others may read it on a screen.")
    public var label: String

    @Setting("The program's IANA zone; members without a zone of their own live in it.")
    public var timezone: ZoneName

    @Setting("How the program works: peer_support, milieu or blended; it changes defaults and nothing else.")
    public var programStyle: ProgramStyle = .blended

    @Setting("Where it works, by Config/review-cadences.yaml, such as outpatient; the style's cadence when left out.")
    public var setting: CareSettingName? = nil

    @Setting(
        "What goes to an address at which nobody has acted yet: send for all, link for what asks something by a link alone."
    )
    public var unconfirmedAddresses: UnconfirmedAddresses = .send

    @Setting("How many days a member is a newcomer, from the day on which they joined.")
    public var newcomerDays: Int = 14

    @Setting("When nobody is there: what is due on such a day is offered on the last open day before it.")
    public var closed: ClosedDays = ClosedDays()

    @Setting("The languages messages are written in, the program's own first.")
    public var languages: [String] = ["en"]

    @Setting("Where everything is kept: a file beside Config/, or an absolute path.")
    public var store: String = "milieu.db"

    @Setting("Where members' links lead, without a slash at the end.")
    public var publicUrl: String = "http://127.0.0.1:8080"

    @Setting("Where milieu serve listens: an address and a port.")
    public var listen: String = "127.0.0.1:8080"

    @Setting("Whom to turn to right now, by language; shown on every page that a member opens.")
    public var help: LocalizedSetting

    @Setting("Who looks in when an answer asks for a person, and when somebody reads at all.")
    public var safety: SafetySetting = SafetySetting()

    @Setting(
        "So long what did not sit well with somebody stays between those whom it concerns, before staff read it: 1h to 14d."
    )
    public var concernHold: Duration = .seconds(48 * 3_600)

    @Setting("No message to a member in this window of their own day; a member's own window goes before it.")
    public var quietHours: QuietHoursSetting = QuietHoursSetting()

    @Setting(
        "Instruments that are switched on, by their files under Config/questionnaires; left out, all are for milieu, else none."
    )
    public var instruments: [QuestionnaireID]? = nil

    @Setting("At most this many messages to one person, over all jobs.")
    public var caps: Caps = Caps()

    @Setting("Addresses on private networks that messages may be sent to; all others there are refused.")
    public var egress: Egress = Egress()

    @Setting("How long what has ended is kept: a duration such as 90d, or keep.")
    public var retention: Retention = Retention()

    @Setting(
        "A check's ping URL at Healthchecks, told after each run --due, and every 5 minutes by serve, how it went.")
    public var healthchecks: Secret? = nil

    @Setting(
        "Words that every export of a person's record ends with, such as the notice of 42 CFR 2.32; none when left out."
    )
    public var exportNotice: String? = nil

    @Setting("How people are reached, by a name of your own.")
    public var channels: NamedSettings<OpenSettings> = NamedSettings()

    public init() {}

    /// The channels that lead to the program's own people.
    public var staffChannels: Set<String> {
        Set(channels.entries.filter { $0.value.node?["for"]?.text == Destination.Readers.staff.rawValue }.map(\.name))
    }

    /// By what people can be reached.
    public var reach: ContactReach {
        ContactReach(channels: Set(channels.entries.map(\.name)), staffChannels: staffChannels)
    }

    public func validate() throws(BrokenRule) {
        try newcomerDays.check("newcomer_days", in: 1...365)
        guard Concern.holds ~= concernHold else {
            throw BrokenRule(
                "concern_hold", "expected 1h to 14d, found '\(concernHold.yamlText)'",
                hint: "what may harm somebody waits for no hold; see the door for it on every page")
        }
        guard !languages.isEmpty else { throw BrokenRule("languages", "expected at least one language") }
        guard publicUrl.hasPrefix("https://") || publicUrl.hasPrefix("http://"), !publicUrl.hasSuffix("/") else {
            throw BrokenRule(
                "public_url", "expected an address that starts with https:// and does not end with a slash",
                hint: "write it like https://milieu.example.org")
        }
        if let address = healthchecks?.reveal() {
            guard address.hasPrefix("https://") || address.hasPrefix("http://"),
                address.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
            else { throw BrokenRule("healthchecks", "expected a ping URL that starts with https://") }
        }
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65_535).contains(port), colon != listen.startIndex
        else {
            throw BrokenRule("listen", "expected an address and a port", hint: "write it like 127.0.0.1:8080")
        }
    }
}

extension ProgramConfiguration {
    /// Whether an instrument is switched on: by its name, else by the program's style.
    public func offers(_ instrument: QuestionnaireID) -> Bool {
        instruments?.contains(instrument) ?? programStyle.defaults.offersInstruments
    }
}

extension ProgramStyle: SettingValue {}

/// Where a program works, by a name of `Config/review-cadences.yaml`.
public struct CareSettingName: Hashable, Sendable, SettingValue {
    public let name: String
    public let place: SourcePlace

    public static var settingType: SettingType { .text }

    public init(settingNode node: SettingNode) throws(Diagnostics) {
        name = try node.requireText("a setting's name", hint: "such as outpatient, of Config/review-cadences.yaml")
        place = node.place
    }

    public var yamlText: String { name }
}

/// What goes to a contact point that somebody wrote down, and at which its person has not acted yet.
public enum UnconfirmedAddresses: String, CaseIterable, Sendable, SettingValue {
    /// Everything: a counselor wrote it down together with the person.
    case send
    /// What carries a link alone, which confirms the address when the person acts by it.
    case link
}

/// Days on which nobody is there.
public struct ClosedDays: SettingsGroup {
    @Setting("Weekdays, such as [sat, sun].")
    public var weekdays: [Weekday] = []

    @Setting("Calendars in Config/calendars on whose days nobody is there, such as holidays.")
    public var calendars: [CalendarName] = []

    public init() {}
}

/// The window of quiet hours.
public struct QuietHoursSetting: SettingsGroup {
    @Setting("It begins at this time of day.")
    public var from: LocalTime = LocalTime(secondsSinceMidnight: 21 * 3_600)

    @Setting("It ends at this time of day, the next morning when that is earlier.")
    public var to: LocalTime = LocalTime(secondsSinceMidnight: 8 * 3_600)

    public init() {}

    public var window: QuietHours { QuietHours(from: from, to: to) }
}

/// How many messages one person gets at the most.
public struct Caps: SettingsGroup {
    @Setting("In 24 hours.")
    public var perDay: Int = 2

    @Setting("In 7 days.")
    public var perWeek: Int = 14

    public init() {}

    public func validate() throws(BrokenRule) {
        guard perDay >= 1 else { throw BrokenRule("per_day", "expected at least 1, found '\(perDay)'") }
        guard perWeek >= perDay else {
            throw BrokenRule("per_week", "expected at least 'per_day' (\(perDay)), found '\(perWeek)'")
        }
    }
}

/// Where messages may go besides the public internet.
public struct Egress: SettingsGroup {
    @Setting("IP addresses, ranges such as 10.0.5.0/24, or host names.")
    public var allow: [String] = []

    @Setting("A proxy for http and https to all that is not under 'allow', such as http://proxy.example.org:3128.")
    public var proxy: Secret? = nil

    public init() {}

    public func validate() throws(BrokenRule) {
        let schemes = ["http://", "https://", "socks5h://"]
        guard let address = proxy?.reveal(), !schemes.contains(where: address.hasPrefix) else { return }
        throw BrokenRule("proxy", "expected an address that starts with http://, https:// or socks5h://")
    }
}
