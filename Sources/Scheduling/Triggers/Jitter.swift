/// A delay that spreads runs which are all meant for the same time.
///
/// The same seed and time give the same delay on every machine and after every restart: nothing is drawn. The nominal
/// time stays what it is; only the time at which the run is due moves, and only to later.
public struct Jitter: Hashable, Sendable {
    /// The longest delay; zero or less for none.
    public let bound: Duration
    /// Whose delay it is, such as the job's id.
    public let seed: String

    /// Makes a jitter of at most `bound`.
    public init(upTo bound: Duration, seed: String) {
        self.bound = bound
        self.seed = seed
    }

    /// How long after `nominal` the run is due, in whole milliseconds from zero to the bound.
    ///
    /// `next`: The following nominal time; the delay always ends before it, so that runs keep their order.
    public func delay(of nominal: Instant, next: Instant? = nil) -> Duration {
        var longest = max(0, bound.milliseconds)
        if let next { longest = min(longest, max(0, (next - nominal).milliseconds - 1)) }
        guard longest > 0 else { return .zero }
        // FNV-1a over the seed and the time, then the finish of SplitMix64 so that near times lie far apart.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in seed.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash ^= UInt64(bitPattern: nominal.milliseconds)
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return .milliseconds(longest == .max ? Int64(hash >> 1) : Int64(hash % UInt64(longest + 1)))
    }
}
