import BuiltinPlugins
import Community
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling

/// Everything wired together: the one place that knows all the parts.
struct Workplace: Sendable {
    let loader: ProgramLoader
    let engine: ProgramEngine
    let links: LinkSigner
    let clock: any WallClock
    private let driver: CurlDriver
    private let screen: any Screen

    /// What is wrong when a program cannot be opened.
    enum Failure: Error {
        case files(ProgramLoader.Result)
        case store(StoreError)
    }

    static let registry: Result<PluginRegistry, RegistryError> = Result { () throws(RegistryError) in
        try PluginRegistry(builtinPlugins)
    }

    static func loader(root: String, overrides: [String: String], environment: [String: String]) throws -> ProgramLoader
    {
        ProgramLoader(
            root: root, environment: environment, overrides: overrides, registry: try registry.get(),
            channelKinds: channelKinds, zones: ZoneDatabase())
    }

    /// Reads the files and opens the store of the program in `root`.
    static func open(
        root: String, overrides: [String: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment, clock: any WallClock = SystemClock(),
        screen: any Screen = StandardScreen(), durability: Durability = .full
    ) async throws -> Workplace {
        let loader = try loader(root: root, overrides: overrides, environment: environment)
        let loaded = loader.load()
        guard let catalog = loaded.catalog else { throw Failure.files(loaded) }
        do {
            let store = try await store(catalog.configuration.store, root: root, clock: clock, durability: durability)
            let key = try await store.key(named: "links", fresh: LinkSigner.freshKey())
            let engine = ProgramEngine(
                store: store, registry: try registry.get(), catalog: catalog, zones: ZoneDatabase(), clock: clock,
                elapsed: SystemClock(),
                owner: ProcessOwner.current, readJob: ProgramLoader.readJob)
            return Workplace(
                loader: loader, engine: engine, links: LinkSigner(key: key), clock: clock,
                driver: CurlDriver(policy: EgressPolicy(allowed: catalog.configuration.egress.allow)), screen: screen)
        } catch let error as StoreError {
            throw Failure.store(error)
        }
    }

    /// Opens a file, or the database of a server when `setting` is an address of one.
    private static func store(
        _ setting: String, root: String, clock: any WallClock, durability: Durability
    ) async throws -> Store {
        if setting.hasPrefix("postgresql://") || setting.hasPrefix("postgres://") {
            let database = try PostgreSQLDatabase(url: setting)
            return try await Store.open(database, name: database.name, now: clock.now())
        }
        let path = setting.hasPrefix("/") ? setting : "\(root)/\(setting)"
        return try await Store.open(
            SQLiteDatabase(path: path, durability: durability), name: path, now: clock.now())
    }

    var store: Store { engine.store }

    /// A dispatcher that goes by the files as they are at each claim.
    var dispatcher: Dispatcher {
        Dispatcher(
            outbox: StoreOutbox(store: store, owner: ProcessOwner.current), gate: EngineSendGate(engine: engine),
            transport: driver, clock: clock, link: link(forAsk:)
        ) { [engine, screen] in
            let catalog = engine.catalog
            let configuration = catalog.configuration
            return DispatchMaterial(
                channels: try makeChannels(
                    configuration.channels, program: ProgramIdentity(label: configuration.label), screen: screen),
                templates: catalog.messages, languages: configuration.languages)
        }
    }

    /// Where the link in a message leads.
    func link(forAsk id: String) -> String {
        "\(engine.catalog.configuration.publicUrl)/a/\(links.token(for: id) ?? "")"
    }

    /// Frees what workers held that are gone, so that nobody waits for their leases.
    func takeOver() async throws {
        let gone = ProcessOwner.gone(try await store.leaseOwners())
        try await store.endLeases(of: gone, at: clock.now())
    }
}

/// Shows the screen channel's messages on standard output.
struct StandardScreen: Screen {
    func show(_ text: String) -> Bool { StandardStream.output.write(text + "\n") }
}
