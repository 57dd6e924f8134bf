import Engine
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport

/// How soon an idle engine begins with a run that becomes due.
enum PickupBench: Bench {
    static let name = "pickup"
    static let summary = "a run that becomes due while the engine is idle: from its commit to the start of its plan"

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 200
        let sqlite = request.covers("sqlite") ? try await figures(.sqlite(), count) : []
        guard request.covers("postgresql") else { return sqlite }
        return sqlite + (try await DurablePlace.withServer { try await figures(.postgresql(on: $0), count) })
    }

    private static func figures(_ place: DurablePlace, _ count: Int) async throws -> [Figure] {
        let program = try BenchProgram(using: NotedStartPlugin.self)
        let engine = program.engine(over: try await place.open(), owner: "bench-1")
        // On one machine a run comes from the process itself, on many from any node.
        let (starter, source) =
            switch place.kind {
            case .sqlite: (engine, "the same process")
            case .postgresql: (program.engine(over: try await place.open(), owner: "bench-2"), "another node")
            }
        let samples = try await samples(count, program.job, starter: starter, served: engine)
        let conditions = try await place.conditions()
        return [("p50", 0.50), ("p95", 0.95), ("p99", 0.99)].map { title, share in
            Figure(
                bench: name, metric: "\(place.kind.rawValue) \(title)", value: percentile(share, of: samples),
                unit: "ms",
                conditions: "\(count) runs, one by one, started by \(source); from the call that commits the run, the "
                    + "commit included, to the start of its plan; \(conditions)")
        }
    }

    /// The milliseconds of each.
    private static func samples(
        _ count: Int, _ job: Job, starter: ProgramEngine, served: ProgramEngine
    ) async throws -> [Double] {
        let (starts, continuation) = AsyncStream.makeStream(of: Duration.self)
        NotedStartPlugin.starts.withLock { $0 = continuation }
        return try await withThrowingTaskGroup(of: [Double].self) { group in
            group.addTask {
                try await EngineLoop.serve(served)
                return []
            }
            group.addTask {
                var samples: [Double] = []
                var starts = starts.makeAsyncIterator()
                var random = SplitMix64(seed: 1)
                while samples.count < count {
                    // Long after the last run is completed; every twentieth at any moment of the loop's wait, the others
                    // soon, so that 200 take half a minute.
                    let isSoon = samples.count % 20 > 0
                    let most = isSoon ? 160 : UInt64(EngineLoop.longestWait / .milliseconds(1))
                    await EngineLoop.wait(.milliseconds(20 + Int64(random.next() % most)))
                    let begin = BenchClock().elapsed()
                    _ = try await starter.start(job, inputs: [:])
                    guard let start = await starts.next() else { break }
                    samples.append((start - begin) / .milliseconds(1))
                }
                return samples
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private static func percentile(_ share: Double, of samples: [Double]) -> Double {
        guard !samples.isEmpty else { return 0 }
        let rank = Int((share * Double(samples.count)).rounded(.up))
        return samples.sorted()[max(rank, 1) - 1]
    }
}

/// Tells when its plan began, and decides that nothing is to be done.
private struct NotedStartPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "bench.note", summary: "Notes when it was asked.", example: "uses: bench.note", scope: .group)

    /// Where the moments go, by the clock that goes on while the machine sleeps.
    static let starts = Mutex<AsyncStream<Duration>.Continuation?>(nil)

    struct Settings: SettingsGroup {}

    init(settings: Settings) {}

    func plan(_ context: StepContext) async throws -> Plan {
        let now = BenchClock().elapsed()
        Self.starts.withLock { _ = $0?.yield(now) }
        return Plan()
    }
}
