import Community
import PluginKit
import Scheduling
import Synchronization

/// The first page of people, read once for the runs that were claimed together.
///
/// Runs of group steps that come due at the same moment look at the same people. A page is shared for a second and never
/// with a later claim: who joins or stops in that time might as well have done so a second later.
final class SharedReads: Sendable {
    private static let lifetime: Duration = .seconds(1)

    private let elapsed: any MonotonicClock
    private let pages = Mutex<[String: (reading: Task<[Member], any Error>, at: Duration)]>([:])

    init(elapsed: any MonotonicClock) { self.elapsed = elapsed }

    func people(after cursor: String, for planner: StepPlanner) async throws -> [Member] {
        guard cursor.isEmpty else { return try await planner.people(after: cursor) }
        let zone = planner.frame.zone
        let now = elapsed.elapsed()
        let reading = pages.withLock { pages in
            if let page = pages[zone], now - page.at <= Self.lifetime { return page.reading }
            let reading = Task { try await planner.people(after: cursor) }
            pages[zone] = (reading, now)
            return reading
        }
        return try await reading.value
    }
}
