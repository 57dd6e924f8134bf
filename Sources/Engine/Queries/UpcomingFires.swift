import Persistence
public import PluginKit
public import Scheduling

/// A time at which a job will run.
public struct UpcomingFire: Hashable, Sendable {
    public let job: JobID
    public let instant: Instant
    /// The zone on whose clock it is.
    public let zone: String
    /// Whether it is for the people of that zone only.
    public let isPerMember: Bool
    /// What a clock change does to it.
    public let note: String?
}

extension ProgramEngine {
    /// The next times of a job, over all its clocks.
    ///
    /// A date trigger's times are those on which somebody's day falls.
    public func upcoming(_ job: Job, count: Int, after start: Instant) async throws -> [UpcomingFire] {
        var fires: [UpcomingFire] = []
        var seen: Set<String> = []
        let pauses = try await store.pauses()[job.id] ?? []
        for trigger in triggers(of: job, memberZones: try await store.zones()) {
            var position = start
            let anchors = try await dateAnchors(of: trigger)
            for _ in 0..<count {
                guard let fire = trigger.next(after: position, anchors: anchors, pauses: pauses) else { break }
                position = fire.instant
                // One time becomes one run, whichever trigger named it.
                guard seen.insert("\(fire.instant.milliseconds) \(trigger.zone)").inserted else { continue }
                fires.append(
                    UpcomingFire(
                        job: job.id, instant: fire.instant, zone: trigger.rules.name,
                        isPerMember: !trigger.zone.isEmpty, note: fire.note))
            }
        }
        return Array(fires.sorted { ($0.instant, $0.zone) < ($1.instant, $1.zone) }.prefix(count))
    }
}

extension WatchedTrigger {
    /// The next time that concerns somebody; for a date trigger within two years, else nil.
    func next(after start: Instant, anchors: Set<CivilDate>, pauses: [Pause] = []) -> CronFire? {
        var position = start
        for _ in 0..<732 {
            guard let fire = schedule.next(after: position) else { return nil }
            if let pause = pauses.first(where: { $0.holds(fire.instant) }) {
                guard let until = pause.until else { return nil }
                position = until - .milliseconds(1)
                continue
            }
            if concernsSomebody(at: fire.instant, anchors: anchors) { return fire }
            position = fire.instant
        }
        return nil
    }
}
