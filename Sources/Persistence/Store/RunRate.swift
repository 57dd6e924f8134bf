import Scheduling

/// How many runs of one job may begin in a span of time.
///
/// The generic cell rate algorithm (ITU-T I.371, as virtual scheduling): up to `runs` at once, and one more each time
/// `per / runs` has gone by. One instant a job says all, so that any number of nodes share a limit.
public struct RunRate: Hashable, Sendable {
    public let runs: Int
    public let per: Duration

    /// `runs`: At least 1.
    public init(runs: Int, per: Duration) {
        self.runs = max(1, runs)
        self.per = per
    }

    private var perMilliseconds: Int64 {
        per.components.seconds * 1_000 + per.components.attoseconds / 1_000_000_000_000_000
    }

    /// Milliseconds until one more is allowed.
    private var spacing: Int64 { max(1, perMilliseconds / Int64(runs)) }

    /// How many may begin at `now`, when the limit is used up until `usedUntil`.
    func allowed(at now: Instant, usedUntil: Instant?) -> Int {
        let free = perMilliseconds - (max(usedUntil ?? now, now).milliseconds - now.milliseconds)
        return Int(max(0, min(Int64(runs), free / spacing)))
    }

    /// What the limit is used up until after `count` began at `now`.
    func usedUntil(after count: Int, at now: Instant, from usedUntil: Instant?) -> Instant {
        Instant(milliseconds: max(usedUntil ?? now, now).milliseconds + Int64(count) * spacing)
    }

    /// When the next one may begin.
    func next(after now: Instant, usedUntil: Instant?) -> Instant {
        guard let usedUntil else { return now }
        return max(now, Instant(milliseconds: usedUntil.milliseconds + spacing - perMilliseconds))
    }
}
