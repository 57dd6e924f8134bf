import BuiltinPlugins
import Community
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

/// The nightly check-in for 100,000 people or more on SQLite, planned and committed by the real engine.
enum NightlyBench: Bench {
    static let name = "nightly"
    static let summary = "a nightly check-in for 100,000 people (--count 1000000), planned and committed on SQLite"

    private static let usual = 100_000

    /// One evening.
    private struct Evening {
        let count: Int
        /// Seconds.
        let importing: Double
        /// Seconds.
        let planning: Double
        /// The most of the process while it planned, in units of 1,048,576 bytes.
        let megabytes: Double
        let conditions: String
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? usual
        let first = try await evening(for: min(count, usual))
        guard count > usual else { return try figures(first, request) }
        let second = try await evening(for: count)
        let growth = (second.planning / Double(second.count)) / (first.planning / Double(first.count))
        return try figures(first, request) + figures(second, request) + [
            Figure(
                bench: name, metric: "time per person, \(second.count) against \(first.count)", value: growth,
                unit: "times", conditions: "1 is growth in proportion; \(second.conditions)")
        ]
    }

    private static func evening(for count: Int) async throws -> Evening {
        let place = try DurablePlace.sqlite()
        let registry = try PluginRegistry(builtinPlugins)
        let zones = ZoneDatabase()
        let loaded = ProgramLoader(
            root: ".", environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog, let job = catalog.job(JobID("nightly-check-in")) else {
            throw Diagnostics(loaded.diagnostics)
        }
        let clock = EveningClock()
        let store = try await place.open()
        let importing = try await Stopwatch.seconds {
            for first in stride(from: 0, to: count, by: 10_000) {
                let members = (first..<min(first + 10_000, count)).map(member)
                _ = try await store.importRoster(members, doNotPair: [], at: clock.now())
            }
        }
        let engine = ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: clock, elapsed: clock,
            owner: "bench",
            readJob: ProgramLoader.readJob)
        _ = try await engine.start(job, inputs: [:])
        let conditions = try await place.conditions()
        try ProcessMemory.forgetPeak()
        let planning = try await Stopwatch.seconds { try await engine.runDue() }
        let peak = try ProcessMemory.megabytes("VmHWM")
        let planned = try await store.countMessages().values.reduce(0, +)
        guard planned == count else { throw BenchFailure("\(planned) messages were planned for \(count) people") }
        return Evening(
            count: count, importing: importing, planning: planning, megabytes: peak, conditions: conditions)
    }

    private static func member(_ number: Int) -> Member {
        Member(
            id: MemberID("p\(1_000_000 + number)"), preferredName: "Person \(number)", languages: ["en"],
            timeZone: ["Europe/Lisbon", "Europe/Warsaw", "Africa/Cairo"][number % 3],
            contact: ContactPoint(channel: "screen", address: "p\(number)"), consents: [.checkIn])
    }

    private static func figures(_ evening: Evening, _ request: BenchRequest) throws -> [Figure] {
        var planning = Figure(
            bench: name, metric: "planned and committed", value: Double(evening.count) / evening.planning,
            unit: "people/s",
            conditions: "\(evening.count) people, pages of 1,000, nightly-check-in of Jobs/; \(evening.conditions)")
        if request.isComparing {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("milieu-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            planning.peer = "sqlite3's executemany of the bare rows in CPython"
            planning.ratio =
                try Peer.seconds("nightly.py", folder.path + "/peer.db", String(evening.count)) / evening.planning
        }
        return [
            Figure(
                bench: name, metric: "import", value: Double(evening.count) / evening.importing, unit: "people/s",
                conditions: "\(evening.count) people, 10,000 a transaction; \(evening.conditions)"),
            planning,
            Figure(
                bench: name, metric: "peak memory", value: evening.megabytes, unit: "MB",
                conditions: "\(evening.count) people; VmHWM of the whole process, from the start of planning on"),
        ]
    }
}
