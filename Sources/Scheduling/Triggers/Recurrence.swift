/// Times that come again and again.
public enum Recurrence: Hashable, Sendable {
    case cron(CronExpression)
    /// Every day at a time of day; a clock change treats it like a fixed cron job.
    case daily(CronExpression)

    /// Every day at `time`; seconds are dropped.
    public static func daily(at time: LocalTime) -> Recurrence? {
        (try? CronExpression(parsing: "\(time.minute) \(time.hour) * * *")).map { .daily($0) }
    }

    /// The first fire strictly after `instant` on the clocks of `zone`.
    public func next(after instant: Instant, in zone: ZoneRules) -> CronFire? {
        expression.next(after: instant, in: zone)
    }

    var expression: CronExpression {
        switch self {
        case .cron(let expression), .daily(let expression): expression
        }
    }
}
