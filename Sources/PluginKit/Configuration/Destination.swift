/// Whom a channel leads to, and what covers that: settings of every channel.
///
/// A destination for staff, such as a team's chat, gets references only, whatever a message says: it is others' systems
/// and others' screens. A member may not be reached by one.
public struct Destination: SettingsGroup {
    @Setting("Who reads what is sent: members, each their own messages, or staff, who get references only.")
    public var `for`: Readers = .members

    @Setting("The agreement that covers this destination, such as a QSOA or BAA and its date.")
    public var agreement: String = "none"

    public init() {}

    /// Who reads what a channel sends.
    public enum Readers: String, CaseIterable, SettingValue { case members, staff }

    public func validate() throws(BrokenRule) {
        guard !agreement.isEmpty, agreement.count <= 200, !agreement.contains(where: \.isNewline) else {
            throw BrokenRule("agreement", "expected one line of at most 200 characters, or none")
        }
    }
}

/// A channel's block of the file: the settings of its kind, and those of every destination and of its answers.
public struct ChannelBlock<Own: SettingsGroup>: SettingsGroup {
    @Included public var own: Own
    @Included public var destination: Destination
    @Included public var answers: AnswersSetting

    public init() {}

    public func validate() throws(BrokenRule) {
        if destination.for == .staff, answers.answersSecret != nil {
            throw BrokenRule(
                "answers_secret", "what staff write in a chat is nobody's answer: this is for members' channels")
        }
        try destination.validate()
        try own.validate()
    }
}
