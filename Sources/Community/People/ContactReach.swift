public import Scheduling

/// By which channels people can be reached: the same question for whoever plans a message, sends it, or counts on it.
public struct ContactReach: Hashable, Sendable {
    public let channels: Set<String>
    /// Those of them that lead to the program's own people, with a destination of their own.
    public let staffChannels: Set<String>

    public init(channels: Set<String>, staffChannels: Set<String> = []) {
        self.channels = channels
        self.staffChannels = staffChannels
    }

    /// The same where nothing goes by some of them.
    public func without(_ disabled: Set<String>) -> ContactReach {
        ContactReach(
            channels: channels.subtracting(disabled), staffChannels: staffChannels.subtracting(disabled))
    }

    /// Those of a person's contact points at which a message would reach them at `now`, in their order.
    public func contacts(of person: Member, at now: Instant) -> [ContactPoint] {
        let isOfStaff = Role.areOfStaff(person.roles)
        return person.contacts(
            among: isOfStaff ? channels : channels.subtracting(staffChannels), open: isOfStaff ? staffChannels : [],
            at: now)
    }
}
