import Foundation
import Scheduling

/// A million schedules in one queue: what they take, and what a look at the clock costs.
enum SchedulesBench: Bench {
    static let name = "schedules"
    static let summary = "1,000,000 schedules over all zones in one DueQueue: memory, building, ticks"

    private static let count = 1_000_000
    /// 2026-11-19T12:00:00Z.
    private static let start = Instant(seconds: 1_795_089_600)

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let before = try ProcessMemory.megabytes("VmRSS")
        var held = HeldSchedules(database: ZoneDatabase())
        var queue = DueQueue<UInt32>(minimumCapacity: count)
        let reading = try await Stopwatch.seconds { try held.fill(count) }
        let between = try ProcessMemory.megabytes("VmRSS")
        let queueing = try await Stopwatch.seconds {
            for number in 0..<UInt32(count) {
                guard let fire = held.schedule(number).next(after: start) else {
                    throw BenchFailure("schedule \(number) never fires")
                }
                queue.insert(number, at: fire.instant)
            }
        }
        let after = try ProcessMemory.megabytes("VmRSS")
        let mix = "\(count) schedules of eight shapes, each expression its own, over \(held.zoneCount) zones of tzdata"
        let peak = Int(try ProcessMemory.megabytes("VmHWM"))
        var figures = [
            Figure(
                bench: name, metric: "memory", value: after - before, unit: "MB",
                conditions: "\(mix); VmRSS after less VmRSS before, of it \(Int(after - between)) MB the queue; "
                    + "VmHWM of the process \(peak) MB"),
            Figure(
                bench: name, metric: "build", value: reading + queueing, unit: "s",
                conditions: "reading \(hundredths(reading)) s, first times and the queue \(hundredths(queueing)) s"),
            Figure(
                bench: name, metric: "tick, nothing due", value: try await idle(&queue), unit: "us",
                conditions: "\(count) held, mean of 1000000 looks"),
        ]
        for size in [1_000, 10] {
            figures.append(
                Figure(
                    bench: name, metric: "due schedule, \(size) due", value: try await tick(&queue, held, due: size),
                    unit: "us",
                    conditions: "\(count) held; taken out, planTick, the next put back; median of 50 ticks"))
        }
        return figures
    }

    /// The microseconds of a look when nothing is due.
    private static func idle(_ queue: inout DueQueue<UInt32>) async throws -> Double {
        guard let first = queue.first else { throw BenchFailure("the queue is empty") }
        let looks: Int64 = 1_000_000
        var taken = 0
        let seconds = await Stopwatch.seconds {
            for look in 1...looks { taken += queue.removeDue(by: first.instant - .milliseconds(look)).count }
        }
        guard taken == 0 else { throw BenchFailure("\(taken) schedules were due too early") }
        return seconds * 1e6 / Double(looks)
    }

    /// The microseconds of one due schedule in ticks that find `size` due ones.
    private static func tick(
        _ queue: inout DueQueue<UInt32>, _ held: HeldSchedules, due size: Int
    ) async throws -> Double {
        var ticks: [Double] = []
        while ticks.count < 50 {
            guard let first = queue.first else { throw BenchFailure("the queue is empty") }
            let now = first.instant + .seconds(1)
            var due = 0
            var planned = 0
            let seconds = await Stopwatch.seconds {
                for entry in queue.removeDue(by: now, limit: size) {
                    let plan = planTick(held.schedule(entry.key), watermark: first.instant - .seconds(1), now: now)
                    if let next = plan.next { queue.insert(entry.key, at: next) }
                    due += 1
                    planned += plan.fires.count
                }
            }
            guard planned == due else { throw BenchFailure("\(due) schedules were due and \(planned) fired") }
            // The last tick of a minute finds fewer.
            if due == size { ticks.append(seconds * 1e6 / Double(due)) }
        }
        return ticks.sorted()[ticks.count / 2]
    }

    private static func hundredths(_ value: Double) -> String { String(format: "%.2f", value) }
}
