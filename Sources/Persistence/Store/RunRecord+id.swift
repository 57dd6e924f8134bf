import PluginKit
public import Scheduling

extension RunRecord {
    /// The id of the run that `key` stands for: `r-`, seven characters of the time in seconds, eight of a digest.
    ///
    /// Runs that come due together so lie side by side in the database; with ids in random order each dirtied a page of its
    /// own. Crockford's base 32, whose digits are in the order of their characters.
    ///
    /// `key`: Different for every run of one second.
    /// `time`: From 1970 to 3058.
    public static func id(of key: String, at time: Instant) -> String {
        let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
        let seconds = UInt64(max(0, time.seconds))
        let text = (0..<7).map { digits[Int(seconds >> (30 - 5 * $0)) & 31] }
        return "r-" + String(text) + Digest.short(of: key, count: 8)
    }
}
