import Messages
import PluginKit
import Scheduling

/// When a message is tried again, and after how many attempts no more.
///
/// Each wait varies by up to 20 % either way, by the message's id and the attempt, so that messages which failed together
/// do not return together, and a test can tell when. What the other side asks for counts as the least, up to a day.
enum RetrySchedule {
    /// The longest wait that the other side may ask for.
    static let longestAsked: Duration = .seconds(86_400)

    /// The waits after the first, second … attempt; and whether the last one is repeated until the message has lost its
    /// meaning.
    static func waits(of kind: DeliveryClass) -> (waits: [Duration], repeats: Bool) {
        switch kind {
        case .interactive: ([.seconds(2), .seconds(10), .seconds(30), .minutes(2), .minutes(10)], false)
        case .reminder:
            ([.seconds(5), .minutes(1), .minutes(5), .minutes(30), .hours(2), .hours(6)], true)
        // Five minutes is what greylisting asks for at the most (RFC 6647 section 2.2), RFC 5321 for half an hour later on.
        case .email:
            (
                [.minutes(5), .minutes(15), .minutes(45), .hours(2), .hours(6), .hours(12), .hours(24)], false
            )
        }
    }

    /// How long to wait after `attempt` attempts; nil when there are no more.
    static func delay(
        afterAttempt attempt: Int, as kind: DeliveryClass, of id: String, atLeast asked: Duration?
    ) -> Duration? {
        let (waits, repeats) = waits(of: kind)
        guard attempt <= waits.count || repeats else { return nil }
        let jittered = jittered(waits[min(max(attempt, 1), waits.count) - 1], attempt, of: id)
        guard let asked else { return jittered }
        return min(max(asked, jittered), longestAsked)
    }

    /// How long to wait for somebody to make room in a full mailbox, however often it was tried: about six hours.
    static func untilRoom(afterAttempt attempt: Int, of id: String) -> Duration {
        jittered(.hours(6), attempt, of: id)
    }

    private static func jittered(_ wait: Duration, _ attempt: Int, of id: String) -> Duration {
        var random = SplitMix64(seedText: "\(id)|\(attempt)")
        return wait * Double.random(in: 0.8...1.2, using: &random)
    }

    /// How long to wait when the other side asks for less: what it says, at least a second and up to a day.
    static func throttle(asked: Duration) -> Duration { min(max(asked, .seconds(1)), longestAsked) }
}
