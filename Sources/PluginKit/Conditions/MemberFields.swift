public import Community
public import Scheduling

/// The names that `where` knows about a person, and what they stand for.
///
/// What the store has to be asked for (`mentor`, `goals.active`, `goals.suggested`, `open_places`) is asked once for a page
/// of people and handed over in `MemberStanding`.
public enum MemberFields {
    /// The names with what they mean, in alphabetical order.
    public static let all: [(name: String, help: String)] = [
        ("capacity", "how many newcomers a mentor offered to accompany (number)"),
        ("cohorts", "the cohorts to which they belong today (list)"),
        ("consents.check_in", "agreed to check-ins (true or false)"),
        ("consents.follow_ups", "agreed to a word after their time here (true or false)"),
        ("consents.goals", "agreed to goal reviews (true or false)"),
        ("consents.pairing", "agreed to be paired (true or false)"),
        ("consents.reminders", "agreed to reminders (true or false)"),
        ("days_since_joining", "whole days since joined_on (number or none)"),
        ("goals.active", "how many goals are active (number)"),
        ("goals.suggested", "how many suggested goals they have not taken up or declined (number)"),
        ("interests", "words they chose to share (list)"),
        ("joined_on", "the day they joined (date or none)"),
        ("language", "their preferred language (text or none)"),
        ("languages", "all languages they speak (list)"),
        ("mentor", "their mentor's id (text or none)"),
        ("open_places", "a mentor's places that are still free (number)"),
        ("paused", "paused at their own wish (true or false)"),
        ("roles", "their roles (list)"),
        ("staff_kind", "what they do as staff, such as kitchen (text or none)"),
        ("stage", "where they are on their way: invited, newcomer, active, paused, transitioning, alumni, left (text)"),
        ("stopped", "asked to hear nothing more (true or false)"),
        ("time_zone", "their zone (text or none)"),
    ]

    /// The names that need `MemberStanding`.
    public static let standingNames: Set<String> = ["goals.active", "goals.suggested", "mentor", "open_places"]

    /// What `name` stands for about `member` at `now`; `none` for a name that `all` does not hold.
    ///
    /// `zone`: The person's zone, for what day it is there.
    public static func value(
        of name: String, for member: Member, standing: MemberStanding, at now: Instant, in zone: ZoneRules,
        newcomerDays: Int
    ) -> ConditionValue {
        if name.hasPrefix("consents."), let purpose = Purpose(rawValue: String(name.dropFirst(9))) {
            return .boolean(member.consents.isGiven(purpose, at: now, in: zone))
        }
        switch name {
        case "capacity": return .number(Double(member.capacity))
        case "cohorts": return .list(member.cohorts(on: zone.civil(at: now).date).sorted())
        case "days_since_joining":
            guard let joined = member.joinedOn else { return .none }
            return .number(Double(zone.civil(at: now).date.daysSince1970 - joined.daysSince1970))
        case "goals.active": return .number(Double(standing.activeGoals))
        case "goals.suggested": return .number(Double(standing.suggestedGoals))
        case "interests": return .list(member.interests.sorted())
        case "joined_on": return member.joinedOn.map { .date($0) } ?? .none
        case "language": return member.languages.first.map { .text($0) } ?? .none
        case "languages": return .list(member.languages)
        case "mentor": return standing.mentor.map { .text($0.rawValue) } ?? .none
        case "open_places": return .number(Double(max(0, member.capacity - standing.takenPlaces)))
        case "paused": return .boolean(member.isPaused(at: now))
        case "roles": return .list(member.roles.map(\.rawValue).sorted())
        case "staff_kind": return member.staffKind.map { .text($0.rawValue) } ?? .none
        case "stage": return .text(member.stage(at: now, in: zone, newcomerDays: newcomerDays).rawValue)
        case "stopped": return .boolean(member.hasStopped)
        case "time_zone": return member.timeZone.map { .text($0) } ?? .none
        default: return .none
        }
    }
}

/// What the store knows about where a person stands among others.
public struct MemberStanding: Hashable, Sendable {
    public var activeGoals: Int
    /// Suggestions of staff's that stand open.
    public var suggestedGoals: Int
    public var mentor: MemberID?
    /// Places of a mentor that pairs take, from the proposal on.
    public var takenPlaces: Int

    public init(activeGoals: Int = 0, suggestedGoals: Int = 0, mentor: MemberID? = nil, takenPlaces: Int = 0) {
        self.activeGoals = activeGoals
        self.suggestedGoals = suggestedGoals
        self.mentor = mentor
        self.takenPlaces = takenPlaces
    }
}
