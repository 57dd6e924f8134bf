import BuiltinPlugins
import Definitions
import Delivery
public import Engine
public import Persistence
public import PluginKit
public import Scheduling

/// A program's files, read once, for any number of engines over any store.
public struct LoadedProgram: Sendable {
    public let catalog: ProgramCatalog
    public let zones: ZoneDatabase
    private let registry: PluginRegistry

    /// - Throws: `Diagnostics` when a file has an error.
    public init(in folder: TemporaryFolder) throws {
        registry = try PluginRegistry(builtinPlugins)
        zones = ZoneDatabase()
        let loaded = ProgramLoader(
            root: folder.path, environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog else { throw Diagnostics(loaded.diagnostics) }
        self.catalog = catalog
    }

    /// An engine of its own, as another process has one.
    public func engine(
        over store: Store, clock: any WallClock, elapsed: any MonotonicClock, owner: String
    ) -> ProgramEngine {
        ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: clock, elapsed: elapsed,
            owner: owner, readJob: ProgramLoader.readJob)
    }

    /// Takes in the people of the folder's `Config/people.csv`.
    public func importPeople(of folder: TemporaryFolder, into store: Store, at now: Instant) async throws {
        let roster = try RosterReader(zones: zones, channels: nil).read(path: "\(folder.path)/Config/people.csv")
        _ = try await store.importRoster(roster.members, doNotPair: roster.doNotPair, at: now)
    }
}
