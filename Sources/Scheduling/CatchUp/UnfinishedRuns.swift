/// The unfinished runs of a group when a tick is planned.
public struct UnfinishedRuns: Hashable, Sendable {
    /// Begun and not finished.
    public var running: Int
    /// Waiting to begin.
    public var queued: Int

    /// Counts the unfinished runs; none as it comes.
    public init(running: Int = 0, queued: Int = 0) {
        self.running = running
        self.queued = queued
    }
}
