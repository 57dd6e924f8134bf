import BuiltinPlugins
import Definitions
import Delivery
public import Engine
import Foundation
public import Persistence
import PluginKit
import Scheduling

/// The shipped program in a temporary folder, with an engine on a clock of the test's.
public struct InventedProgram: Sendable {
    public let folder: TemporaryFolder
    public let clock: TestClock
    public let engine: ProgramEngine
    public let store: Store

    /// `edit` changes the files before they are read.
    public init(
        at time: String = "2026-11-19T12:00:00Z", edit: (_ path: String, _ text: String) -> String = { $1 }
    ) async throws {
        folder = try TemporaryFolder()
        let own = [
            "milieu.yaml", "consents.yaml", "crisis.yaml", "attention.yaml", "review-cadences.yaml", "people.csv",
            "calendars/groups.ics",
        ]
        let shipped = ["Jobs", "Config/messages", "Config/questionnaires"].flatMap { Self.files(in: $0) }
        for name in own.map({ "Config/\($0)" }) + shipped {
            try folder.write(edit(name, try Repository.text(name)), to: name)
        }
        clock = TestClock(time)
        engine = try await Self.engine(in: folder, clock: clock)
        store = engine.store
        let roster = try RosterReader(zones: engine.zones, channels: nil).read(path: "\(folder.path)/Config/people.csv")
        _ = try await store.importRoster(
            roster.members, doNotPair: roster.doNotPair, at: clock.now(),
            consents: RosterConsents(forms: engine.catalog.consents, signedOn: roster.consentsSignedOn))
    }

    /// Another engine over the same files and store, as after a restart.
    public static func engine(
        in folder: TemporaryFolder, clock: TestClock, elapsed: TestMonotonicClock = TestMonotonicClock(),
        owner: String = "test"
    ) async throws -> ProgramEngine {
        let registry = try PluginRegistry(builtinPlugins)
        let loaded = ProgramLoader(
            root: folder.path, environment: [:], registry: registry, channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
        guard let catalog = loaded.catalog else { throw Diagnostics(loaded.diagnostics) }
        let path = "\(folder.path)/milieu.db"
        let store = try await Store.open(SQLiteDatabase(path: path), name: path, now: clock.now())
        return ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: ZoneDatabase(), clock: clock, elapsed: elapsed,
            owner: owner,
            readJob: ProgramLoader.readJob)
    }

    /// The repository's YAML files in a folder, by path.
    public static func files(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Repository.root)/\(folder)")) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
    }
}
