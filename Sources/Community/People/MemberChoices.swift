public import Scheduling

/// What somebody chose for themself about the program's messages; what they left open is as the program does it.
///
/// Nobody else sets these, and no list of people changes them.
public struct MemberChoices: Hashable, Sendable {
    /// The channel of theirs that goes before the others.
    public var channel: String?
    /// The time of day, on their own clock, at which questions reach them.
    public var time: LocalTime?
    public var frequency: AskFrequency?
    /// The language of messages and pages, before those that the roster names: a lower-case BCP 47 tag.
    public var language: String?
    /// Whether messages to them carry the name of their mentor, as far as that mentor lets them.
    public var isSignedByMentor = false
    /// Whether messages to those whom they accompany may carry their name.
    public var signs = false

    public init() {}
}

extension Member {
    /// The same person with what they chose in the place of what the roster says.
    public func applying(_ choices: MemberChoices) -> Member {
        var member = self
        member.choices = choices
        if let language = choices.language {
            member.languages = [language] + languages.filter { $0 != language }
        }
        if let channel = choices.channel, let place = contacts.firstIndex(where: { $0.channel == channel }), place > 0 {
            var points = contacts
            let first = points.remove(at: place)
            member.contact = first
            member.fallbacks = points
        }
        return member
    }
}
