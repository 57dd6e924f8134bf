import PluginKit

/// When a message is tried again: after 5 s, 1 min, 5 min, 30 min, 2 h, 6 h, then every 6 h until it has lost its meaning.
///
/// Each wait varies by up to 20 % either way, by the message's id and the attempt, so that messages which failed together
/// do not return together, and a test can tell when. What the other side asks for counts as the least, up to a day.
enum RetrySchedule {
    private static let waits: [Duration] = [
        .seconds(5), .seconds(60), .seconds(300), .seconds(1_800), .seconds(7_200), .seconds(21_600),
    ]

    static func delay(afterAttempt attempt: Int, of id: String, atLeast asked: Duration?) -> Duration {
        let base = waits[min(max(attempt, 1), waits.count) - 1]
        var random = SplitMix64(seedText: "\(id)|\(attempt)")
        let jittered = base * Double.random(in: 0.8...1.2, using: &random)
        guard let asked else { return jittered }
        return min(max(asked, jittered), .seconds(86_400))
    }

    /// How long to wait when the other side asks for less: what it says, at least a second and up to a day, and up to a
    /// fifth more, so that those who were sent away together do not return together.
    static func throttle(asked: Duration, of id: String) -> Duration {
        var random = SplitMix64(seedText: id)
        return min(max(asked, .seconds(1)), .seconds(86_400)) * Double.random(in: 1...1.2, using: &random)
    }
}
