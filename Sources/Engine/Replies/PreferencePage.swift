public import Community
public import Scheduling

/// What one person can choose about the program's messages, and what they chose.
public struct PreferencePage: Sendable {
    public let languages: [String]
    /// The program's neutral name.
    public let programLabel: String
    /// Whom to turn to right now, in their language.
    public let help: String
    public let choices: MemberChoices
    public let hasStopped: Bool
    /// Until when they paused messages; nil when they have not.
    public let pausedUntil: Instant?
    /// Their contact points by their channels' names, and how each stands now.
    public let contacts: [(contact: ContactPoint, state: ContactState)]
    /// The languages that there are messages in.
    public let written: [String]
    /// Whether somebody accompanies them, whose name messages could carry.
    public let hasMentor: Bool
    /// Whether they could lend their own name to such messages.
    public let canSign: Bool

    public init(
        languages: [String], programLabel: String, help: String, choices: MemberChoices, hasStopped: Bool = false,
        pausedUntil: Instant? = nil, contacts: [(contact: ContactPoint, state: ContactState)], written: [String],
        hasMentor: Bool, canSign: Bool
    ) {
        self.languages = languages
        self.programLabel = programLabel
        self.help = help
        self.choices = choices
        self.hasStopped = hasStopped
        self.pausedUntil = pausedUntil
        self.contacts = contacts
        self.written = written
        self.hasMentor = hasMentor
        self.canSign = canSign
    }
}

/// What somebody changes about the program's messages; what is left out stays as it is.
public struct PreferenceChange: Sendable {
    /// A channel of theirs; the empty text for the program's order.
    public var channel: String?
    /// A time of day such as `08:30`; the empty text for the program's.
    public var time: String?
    /// An `AskFrequency`; the empty text for as often as the program does.
    public var frequency: String?
    /// A language of the program; the empty text for those of the roster.
    public var language: String?
    /// `mentor` or `program`.
    public var sender: String?
    /// `yes` or `no`.
    public var signs: String?
    /// The first day on which messages go again; the empty text ends a pause.
    public var pauseUntil: String?
    /// Channels of theirs by which nothing goes any more.
    public var stopped: [String] = []
    /// Channels of theirs by which messages go again; the person's own word alone.
    public var started: [String] = []

    public init() {}

    /// Whether it says anything.
    public var isEmpty: Bool {
        [channel, time, frequency, language, sender, signs, pauseUntil].allSatisfy { $0 == nil } && stopped.isEmpty
            && started.isEmpty
    }
}

/// Why something cannot be chosen: nothing is changed then.
public enum PreferenceRefusal: Error, Hashable, CustomStringConvertible {
    /// `what` was given as `found`, and only `expected` will do.
    case unreadable(what: Part, found: String, expected: String)
    /// At this time nothing goes, by their own quiet hours or the program's.
    case quiet(LocalTime, QuietHours)
    case noMentor

    /// What can be chosen.
    public enum Part: String, CaseIterable, Sendable {
        case channel, frequency, language, pause, sender, signs, time
    }

    public var description: String {
        switch self {
        case .unreadable(let what, let found, let expected): "\(what.rawValue): expected \(expected), found '\(found)'"
        case .quiet(let time, let hours): "time: \(time) lies in the quiet hours \(hours.from)-\(hours.to)"
        case .noMentor: "sender: nobody accompanies them whose name it could be"
        }
    }
}
