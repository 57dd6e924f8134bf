import Community
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling
import TestSupport

/// A program whose one job has one step, which uses a plugin of the bench's own.
struct BenchProgram {
    let job: Job
    private let catalog: ProgramCatalog
    private let registry: PluginRegistry
    private let zones: ZoneDatabase
    let clock = BenchClock()

    /// Writes the job and this repository's `Config/` to a folder, and reads them as any other program.
    ///
    /// `audience`: The job's block of that name, with its line end; empty for a plugin that asks for none.
    init(using plugin: any Plugin.Type, audience: String = "") throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: "Config", toPath: "\(folder.path)/Config")
        try folder.write(
            """
            name: One empty step
            on:
              manual: {}
            concurrency:
              overlap: allow
            \(audience)steps:
              - uses: \(plugin.manifest.id)
            """, to: "Jobs/bench.yaml")
        zones = ZoneDatabase()
        registry = try PluginRegistry([plugin])
        let loaded = ProgramLoader(
            root: folder.path, environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog, let job = catalog.job(JobID("bench")) else {
            throw Diagnostics(loaded.diagnostics)
        }
        self.catalog = catalog
        self.job = job
    }

    /// An engine over `store`; every one has an `owner` of its own.
    func engine(
        over store: Store, owner: String, clock: any WallClock & MonotonicClock = BenchClock()
    ) -> ProgramEngine {
        ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: clock, elapsed: clock,
            owner: owner, readJob: ProgramLoader.readJob)
    }
}

/// Decides at once that nothing is to be done.
struct EmptyStepPlugin: Plugin {
    static let manifest = PluginManifest(
        id: "bench.rest", summary: "Decides that nothing is to be done.", example: "uses: bench.rest", scope: .group)

    struct Settings: SettingsGroup {}

    init(settings: Settings) {}

    func plan(_ context: StepContext) async throws -> Plan { Plan() }
}
