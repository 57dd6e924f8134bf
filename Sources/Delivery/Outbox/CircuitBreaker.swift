import Messages
import Scheduling

/// Decides whether messages go by one channel, from how its attempts end.
///
/// As a fuse: of ten or more attempts within five minutes, half or more without an answer, and it opens for 30 s, then
/// twice as long each time, up to 15 min. When a pause is over one message goes; its answer closes the fuse, and none
/// opens it again. A channel that says that it is gone, or that has not answered for five days, is disabled until a person
/// enables it. So is one that will not take five messages in a row, each for a reason that may be us. Other answers that say
/// no are answers. Pauses that the other side asks for are no failures.
///
/// A value without a clock: who holds it keeps what `note` says has changed.
struct CircuitBreaker: Sendable {
    /// How an attempt ended, as far as its channel is concerned.
    enum Outcome: Hashable, Sendable {
        case answered
        case silent(String)
        /// It will not take the message, and it may be us whom it does not want.
        case unwelcome(String)
        case throttled(until: Instant, String)
        case broken(String)
    }

    static let window: Duration = .minutes(5)
    static let leastAttempts = 10
    static let firstPause: Duration = .seconds(30)
    static let longestPause: Duration = .minutes(15)
    static let mostFailing: Duration = .days(5)
    static let mostUnwelcome = 5

    private struct Slot {
        let start: Instant
        var ended = 0
        var silent = 0
    }

    /// As the store has it, or is to have it.
    private(set) var standing: ChannelStanding
    private var slots: [Slot] = []
    private var unwelcome = 0
    private(set) var isProbing = false

    private static let slotLength: Duration = .seconds(10)

    init(channel: String) { standing = ChannelStanding(channel: channel) }

    /// Goes by what the store says: other nodes see other answers, and people enable channels.
    mutating func adopt(_ standing: ChannelStanding) {
        if standing.generation != self.standing.generation || standing.trips == 0 && self.standing.trips > 0 {
            slots = []
        }
        if !standing.isDisabled, self.standing.isDisabled { unwelcome = 0 }
        self.standing = standing
    }

    /// One message goes to see whether it answers again.
    mutating func probe() { isProbing = true }

    /// Takes in how an attempt ended.
    ///
    /// - Returns: Whether the standing has changed, and is to be kept.
    mutating func note(_ outcome: Outcome, at now: Instant) -> Bool {
        let before = standing
        switch outcome {
        case .answered:
            answered(at: now)
            unwelcome = 0
        case .unwelcome(let reason):
            answered(at: now)
            unwelcome += 1
            if unwelcome >= Self.mostUnwelcome { disable(reason, at: now) }
        case .silent(let reason): silent(reason, at: now)
        case .throttled(let until, let reason):
            answered(at: now)
            if until > standing.pausedUntil ?? now {
                standing.pausedUntil = until
                standing.reason = reason
            }
        case .broken(let reason): disable(reason, at: now)
        }
        return standing != before
    }

    private mutating func disable(_ reason: String, at now: Instant) {
        guard !standing.isDisabled else { return }
        standing.disabledAt = now
        standing.reason = reason
    }

    private mutating func answered(at now: Instant) {
        count(isSilent: false, at: now)
        standing.failingSince = nil
        guard standing.trips > 0, isProbing || standing.isOpen(at: now) else { return }
        isProbing = false
        standing.trips = 0
        standing.pausedUntil = nil
        standing.reason = nil
        slots = []
    }

    private mutating func silent(_ reason: String, at now: Instant) {
        count(isSilent: true, at: now)
        let since = standing.failingSince ?? now
        standing.failingSince = since
        if now - since >= Self.mostFailing, !standing.isDisabled {
            standing.disabledAt = now
            standing.reason = "no attempt has had an answer for five days: \(reason)"
            return
        }
        let isDue: Bool
        if standing.trips > 0 {
            // What was under way when it opened says nothing new.
            isDue = isProbing || standing.isOpen(at: now)
        } else {
            let (ended, silent) = slots.reduce((0, 0)) { ($0.0 + $1.ended, $0.1 + $1.silent) }
            isDue = ended >= Self.leastAttempts && silent * 2 >= ended
        }
        guard isDue else { return }
        isProbing = false
        slots = []
        standing.trips += 1
        standing.pausedUntil = now + Self.pause(afterTrips: standing.trips)
        standing.reason = reason
    }

    /// How long it is left alone when it has opened so many times in a row.
    static func pause(afterTrips trips: Int) -> Duration {
        min(firstPause * (1 << min(max(trips, 1) - 1, 10)), longestPause)
    }

    private mutating func count(isSilent: Bool, at now: Instant) {
        // A clock that was set back leaves nothing from the future.
        slots.removeAll { $0.start > now || $0.start <= now - Self.window }
        if let last = slots.last, now - last.start < Self.slotLength {
            slots[slots.count - 1].ended += 1
            slots[slots.count - 1].silent += isSilent ? 1 : 0
        } else {
            slots.append(Slot(start: now, ended: 1, silent: isSilent ? 1 : 0))
        }
    }
}
