public import Community
public import Messages
public import Persistence
public import PluginKit
public import Scheduling

/// All that the gates ask about one person and one message.
public struct GateQuestion: Sendable {
    public let job: Job
    public let member: Member
    public let standing: MemberStanding
    public let now: Instant
    /// The person's own clock.
    public let zone: ZoneRules
    /// The consent that the message rests on; nil when the step sends nothing to members.
    public var purpose: Purpose?
    /// The message, when one would be sent.
    public var template: MessageTemplate?
    /// The message's fields by name, as far as they have a value.
    public var values: [String: String]
    /// When it has lost its meaning; nil while there is no message.
    public var expiresAt: Instant?
    /// When it goes at the earliest; nil for at once.
    public var notBefore: Instant?
    /// Whether they wait for the message, so that no cap holds it back.
    public var isAwaited = false
    public let configuration: ProgramConfiguration
    public let channels: Set<String>
    /// What they have had in the last day and week.
    public let count: MessageCount
    /// When each of their messages goes out, or went; known of people in their first days.
    var sent: [Instant] = []
    /// The days after somebody joined on which another job has a welcome for them.
    var welcomeDays: [DateOffset] = []

    /// The person's own quiet hours, or the program's.
    var quietHours: QuietHours { member.quietHours ?? configuration.quietHours.window }

    /// Where they are on their way now, by their own clock.
    var stage: Stage { member.stage(at: now, in: zone, newcomerDays: configuration.newcomerDays) }

    /// Whether the job is for their cohort, on this day of theirs.
    var isInTheCohort: Bool {
        guard let cohort = job.definition.audience.cohort else { return true }
        return member.belongs(to: cohort, on: zone.civil(at: now).date)
    }

    /// The role that puts them in the job's audience; nil where none does.
    var role: Role? {
        job.definition.audience.roles.first {
            member.counts(as: $0, on: zone.civil(at: now).date, newcomerDays: configuration.newcomerDays)
        }
    }

    /// When it would go if nothing held it.
    var goesAt: Instant { max(now, notBefore ?? now) }

    /// The contact points that can be used, in their order.
    var contacts: [ContactPoint] {
        let usual = member.contacts(among: channels, at: now)
        // Mostly everybody has an address.
        guard member.contacts.contains(where: \.address.isEmpty) else { return usual }
        return member.contacts(among: channels, open: configuration.staffChannels, at: now)
    }

    /// Whether it is staff's own work that they are told of, such as somebody who asks for help: it rests on no consent,
    /// and waits for nothing but their stop.
    var isWordToStaff: Bool { purpose == nil && member.isStaff }

    /// Whether the message waits for no hour of the day.
    var passesQuietHours: Bool { job.definition.quietHours == .ignore || isCritical || isWordToStaff }

    /// The day, by their own calendar, on which it would go out.
    var day: CivilDate {
        zone.civil(at: passesQuietHours ? goesAt : quietHours.end(after: goesAt, in: zone)).date
    }

    /// How many others go out to them on that day, or went.
    var countOnDay: Int { sent.count { zone.civil(at: $0).date == day } }

    /// Whether that day is one of their first.
    var isInFirstDays: Bool { member.isNewcomer(on: day, days: configuration.newcomerDays) }

    /// Whether the message's file says that it cannot wait.
    var isCritical: Bool { template?.frame.urgency == .critical }

    public init(
        job: Job, member: Member, standing: MemberStanding, now: Instant, zone: ZoneRules, purpose: Purpose? = nil,
        template: MessageTemplate? = nil, values: [String: String] = [:], expiresAt: Instant? = nil,
        configuration: ProgramConfiguration, channels: Set<String>, count: MessageCount
    ) {
        self.job = job
        self.member = member
        self.standing = standing
        self.now = now
        self.zone = zone
        self.purpose = purpose
        self.template = template
        self.values = values
        self.expiresAt = expiresAt
        self.configuration = configuration
        self.channels = channels
        self.count = count
    }
}

/// What a gate says.
public enum GateVerdict: Hashable, Sendable {
    /// Go on.
    case pass
    /// Not this person, for this reason.
    case leaveOut(String)
    /// Not before this instant.
    case hold(until: Instant, String)
}
