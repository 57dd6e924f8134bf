import BuiltinPlugins
import Community
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

/// The nightly check-in for 100,000 people on SQLite, planned and committed by the real engine.
enum NightlyBench: Bench {
    static let name = "nightly"
    static let summary = "a nightly check-in for 100,000 people, planned and committed on SQLite (synchronous=FULL)"

    /// Goes on from a Thursday evening, as a real clock does.
    private struct Clock: WallClock, MonotonicClock {
        let start = ContinuousClock.now
        func elapsed() -> Duration { start.duration(to: .now) }
        func now() -> Instant { Instant(seconds: 1_795_118_400) + start.duration(to: .now) }
    }

    static func measure(compare: Bool) async throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("milieu-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let count = 100_000
        let registry = try PluginRegistry(builtinPlugins)
        let zones = ZoneDatabase()
        let loaded = ProgramLoader(
            root: ".", environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog, let job = catalog.job(JobID("nightly-check-in")) else {
            throw Diagnostics(loaded.diagnostics)
        }
        let path = folder.appendingPathComponent("bench.db").path
        let clock = Clock()
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: clock.now())
        let members = (0..<count).map { number in
            Member(
                id: MemberID("p\(1_000_000 + number)"), preferredName: "Person \(number)", languages: ["en"],
                timeZone: ["Europe/Lisbon", "Europe/Warsaw", "Africa/Cairo"][number % 3],
                contact: ContactPoint(channel: "screen", address: "p\(number)"), consents: [.checkIn])
        }
        let importing = try await Stopwatch.seconds {
            _ = try await store.importRoster(members, doNotPair: [], at: clock.now())
        }
        let engine = ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: clock, elapsed: clock,
            owner: "bench",
            readJob: ProgramLoader.readJob)
        _ = try await engine.start(job, inputs: [:])
        let seconds = try await Stopwatch.seconds { try await engine.runDue() }
        let planned = try await store.countMessages().values.reduce(0, +)
        guard planned == count else { throw BenchFailure("\(planned) messages were planned for \(count) people") }
        var planning = Figure(
            bench: name, metric: "planned and committed", value: Double(count) / seconds, unit: "people/s",
            conditions: "SQLite WAL, synchronous=FULL, pages of 1,000, nightly-check-in of Jobs/")
        if compare {
            planning.peer = "sqlite3's executemany of the bare rows in CPython"
            planning.ratio = try Peer.seconds("nightly.py", folder.path + "/peer.db", String(count)) / seconds
        }
        return [
            Figure(
                bench: name, metric: "import", value: Double(count) / importing, unit: "people/s",
                conditions: "SQLite WAL, synchronous=FULL, one transaction"),
            planning,
            Figure(
                bench: name, metric: "peak memory", value: peakMegabytes, unit: "MB",
                conditions: "whole process, with the roster"),
        ]
    }

    /// `VmHWM` of proc(5).
    private static var peakMegabytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        return (line.split(separator: " ").compactMap { Double($0) }.first ?? 0) / 1_024
    }
}
