public import PluginKit
import Scheduling

/// The runs of one job at one priority that wait for a worker: the unit in which work is shared out fairly.
public struct RunLane: Hashable, Comparable, Sendable {
    public let priority: JobPriority
    public let job: JobID

    public init(priority: JobPriority, job: JobID) {
        self.priority = priority
        self.job = job
    }

    public static func < (first: RunLane, second: RunLane) -> Bool {
        (first.priority.rank, first.job.rawValue) < (second.priority.rank, second.job.rawValue)
    }
}

/// Whose turn it is: what each lane has had so far, weighed by its priority.
///
/// Start-time fair queueing (Goyal, Vin and Cheng, 1996) with 16, 4 and 1 as the weights of high, normal and low: a job
/// with a thousand runs waiting takes no turn from a job with one, and a low one is never starved. Kept in memory by each
/// worker, because nothing is wrong when it is forgotten.
public struct LaneTurns: Sendable {
    private var served: [RunLane: Double] = [:]
    /// Where lanes that come anew begin: no credit for the time in which they had nothing to do.
    private var floor = 0.0

    public init() {}

    /// Shares out `limit` places, one at a time to the lane that has had the least.
    ///
    /// - Returns: Lanes with at least one place, in the order of their first.
    public func shares(of lanes: [RunLane], limit: Int) -> [(lane: RunLane, count: Int)] {
        var turns = lanes.sorted().map { (lane: $0, at: start(of: $0), count: 0) }
        var order: [Int] = []
        for _ in 0..<(turns.isEmpty ? 0 : limit) {
            guard let next = turns.indices.min(by: { turns[$0].at < turns[$1].at }) else { break }
            if turns[next].count == 0 { order.append(next) }
            turns[next].count += 1
            turns[next].at += 1 / turns[next].lane.priority.weight
        }
        return order.map { (turns[$0].lane, turns[$0].count) }
    }

    /// Notes that `count` runs of `lane` were taken.
    public mutating func took(_ count: Int, of lane: RunLane) {
        let start = start(of: lane)
        floor = max(floor, start)
        served[lane] = start + Double(count) / lane.priority.weight
        if served.count > 4_096 { served = served.filter { $0.value > floor } }
    }

    private func start(of lane: RunLane) -> Double { max(served[lane] ?? floor, floor) }
}

extension JobPriority {
    fileprivate var weight: Double {
        switch self {
        case .high: 16
        case .normal: 4
        case .low: 1
        }
    }
}
