import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

/// Many due runs of one empty step, worked off by the real engine.
struct BurnDown {
    let place: DurablePlace
    let count: Int
    /// How many engines, each with connections of its own.
    var engines = 1

    struct Result {
        /// Runs a second, of which each has succeeded for good.
        let rate: Double
        /// The settings of the place, and what its disk can do.
        let conditions: String
    }

    /// Adds the runs, and times the engines from their first claim to the last commit.
    ///
    /// Throws `BenchFailure` unless each run has succeeded, under its first claim.
    func run() async throws -> Result {
        let program = try BenchProgram(using: EmptyStepPlugin.self)
        let store = try await place.open()
        try await enqueue(program, into: store)
        try await place.settle()
        let conditions = try await place.conditions()
        var workers: [ProgramEngine] = []
        for number in 1...engines {
            let own = number == 1 ? store : try await place.open()
            workers.append(program.engine(over: own, owner: "bench-\(number)"))
        }
        let before = ProcessTime.microseconds
        let serverBefore = place.serverMicroseconds()
        let seconds = try await Stopwatch.seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in workers { group.addTask { try await worker.runDue { _ in } } }
                try await group.waitForAll()
            }
        }
        let used = (ProcessTime.microseconds - before) / Double(count)
        let served = place.serverMicroseconds().map { ($0 - (serverBefore ?? 0)) / Double(count) }
        try await check(store)
        return Result(
            rate: Double(count) / seconds,
            conditions:
                "\(text(used)) us of this process's CPU a run, "
                + (served.map { "\(text($0)) us of the server's, " } ?? "") + conditions)
    }

    private func text(_ microseconds: Double) -> String {
        microseconds.formatted(.number.precision(.fractionLength(1)))
    }

    /// One run for each of so many seconds of the past, as a schedule that fires every second makes them.
    private func enqueue(_ program: BenchProgram, into store: Store) async throws {
        let now = program.clock.now()
        try await store.keepJobVersion(program.job, at: now)
        for first in stride(from: 0, to: count, by: 10_000) {
            let runs = (first..<min(first + 10_000, count)).map { number in
                let nominal = now - .seconds(count - number)
                return RunRecord(
                    id: RunRecord.id(of: "bench|\(number)", at: nominal), job: program.job.id,
                    jobRevision: program.job.revision, cause: .schedule, trigger: "schedule", nominal: nominal,
                    zone: "", state: .ready, dueAt: nominal, group: "", createdAt: now)
            }
            let added = try await store.addBackfill(runs)
            guard added.count == runs.count else { throw BenchFailure("\(added.count) of \(runs.count) runs are new") }
        }
    }

    private func check(_ store: Store) async throws {
        let runs = try await store.runs(limit: count + 1)
        let succeeded = runs.count { $0.state == .succeeded }
        guard runs.count == count, succeeded == count else {
            throw BenchFailure("\(succeeded) of \(count) runs have succeeded, \(runs.count) are there")
        }
        let repeated = runs.count { $0.epoch != 1 }
        guard repeated == 0 else { throw BenchFailure("\(repeated) runs were claimed more than once") }
    }
}
