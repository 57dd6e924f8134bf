import BuiltinPlugins
import Community
import Console
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling
import Synchronization

/// Everything wired together: the one place that knows all the parts.
struct Workplace: Sendable {
    let loader: ProgramLoader
    /// What was found in the files when they were opened.
    let read: ProgramLoader.Result
    let engine: ProgramEngine
    let links: LinkSigner
    /// Reads the links that stop a channel.
    let unsubscribing: LinkSigner
    private let key: [UInt8]
    /// What all nodes of the store go by.
    let clock: StoreClock
    let place: StorePlace
    /// Held for as long as this process is the node of a SQLite store.
    private let lock: NodeLock?
    private let transport: any Transport
    private let screen: any Screen
    private let failpoint: @Sendable (String) -> Void

    /// What is wrong when a program cannot be opened.
    enum Failure: Error {
        case files(ProgramLoader.Result)
        case store(StoreError)
        case occupied(NodeLock.Refusal)
    }

    static let registry: Result<PluginRegistry, RegistryError> = Result { () throws(RegistryError) in
        try PluginRegistry(builtinPlugins)
    }

    static func loader(root: String, overrides: [String: String], environment: [String: String]) throws -> ProgramLoader
    {
        ProgramLoader(
            root: root, environment: environment, overrides: overrides, registry: try registry.get(),
            channelKinds: channelKinds, channelAddresses: ChannelAddresses.reader, zones: ZoneDatabase())
    }

    /// Reads the files and opens the store of the program in `root`.
    ///
    /// `isNode`: Whether this process is to work on all that is due; a SQLite store has one such process, and nothing is
    ///   changed when it has one already.
    /// `failpoint`: Told the name of each place of the protocol that is reached; see `CrashPoint`.
    static func open(
        root: String, overrides: [String: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment, clock: any WallClock = SystemClock(),
        screen: any Screen = StandardScreen(), durability: Durability = .full,
        isNode: Bool = false, failpoint: @Sendable @escaping (String) -> Void = { _ in }
    ) async throws -> Workplace {
        let loader = try loader(root: root, overrides: overrides, environment: environment)
        let loaded = loader.load()
        guard let catalog = loaded.catalog else { throw Failure.files(loaded) }
        do {
            let place = try StorePlace(catalog.configuration.store, root: root)
            var lock: NodeLock?
            if isNode, case .file(let path) = place {
                lock = try await NodeLock.taken(store: path, for: .node, at: clock.now())
            }
            let database = try place.database(durability: durability)
            let shared = StoreClock(of: database, own: clock, elapsed: SystemClock())
            try await shared.look()
            let store = try await Store.open(database, name: place.name, now: shared.now())
            let key = try await store.key(named: "links", fresh: LinkSigner.freshKey())
            let engine = ProgramEngine(
                store: store, registry: try registry.get(), catalog: catalog, zones: ZoneDatabase(), clock: shared,
                elapsed: SystemClock(), owner: ProcessOwner.current, failpoint: { failpoint($0.rawValue) },
                readJob: ProgramLoader.readJob)
            let driver = CurlDriver(policy: EgressPolicy(catalog.configuration.egress))
            return Workplace(
                loader: loader, read: loaded, engine: engine, links: LinkSigner(key: key),
                unsubscribing: LinkSigner(key: key, for: .unsubscribing), key: key, clock: shared, place: place,
                lock: lock,
                transport: OAuthSignIn(over: driver, clock: SystemClock()), screen: screen,
                failpoint: failpoint)
        } catch let error as StoreError {
            throw Failure.store(error)
        } catch let refusal as NodeLock.Refusal {
            throw Failure.occupied(refusal)
        }
    }

    var store: Store { engine.store }

    /// The file that stops members' messages.
    var killSwitch: KillSwitch { KillSwitch(root: loader.root) }

    /// A dispatcher that goes by the files as they are at each claim.
    var dispatcher: Dispatcher {
        Dispatcher(
            outbox: StoreOutbox(store: store, owner: ProcessOwner.current), gate: EngineSendGate(engine: engine),
            transport: transport, screen: screen, clock: clock, link: link(forAsk:madeAt:),
            stopReason: { [killSwitch] in killSwitch.reason },
            failpoint: { [failpoint] in failpoint($0.rawValue) }
        ) {
            let catalog = engine.catalog
            return DispatchMaterial(
                channels: try Self.channels(of: catalog.configuration, key: key),
                templates: catalog.messages, languages: catalog.configuration.languages)
        }
    }

    /// The program's channels by name.
    func channels() throws -> [String: any Channel] {
        try Self.channels(of: engine.catalog.configuration, key: key)
    }

    private static func channels(
        of configuration: ProgramConfiguration, key: [UInt8]
    ) throws -> [String: any Channel] {
        try makeChannels(
            configuration.channels,
            program: ProgramIdentity(
                label: configuration.label, marks: MailMarks(key: key, publicURL: configuration.publicUrl),
                references: MessageReferences(key: key)))
    }

    /// Where it is told how the program fares; nil when nobody wants to know.
    var healthWatch: HealthWatch? {
        engine.catalog.configuration.healthchecks.map { HealthWatch(url: $0, transport: transport, clock: clock) }
    }

    /// Reads the marks of mails that come back.
    var marks: MailMarks { MailMarks(key: key, publicURL: engine.catalog.configuration.publicUrl) }

    /// Under which those are kept who were erased.
    var pseudonyms: Pseudonyms { Pseudonyms(key: key) }

    /// By which staff look messages up.
    var references: MessageReferences { MessageReferences(key: key) }

    /// What is made of what a platform posts to a channel's door, by the files as they are then.
    var postVerdict: ConsoleApp.PostVerdict {
        let made = Mutex<(generation: Int, doors: AnswerDoors)?>(nil)
        return { [engine, clock] channel, header, body in
            let generation = engine.generation
            let doors = made.withLock { made in
                if let made, made.generation == generation { return made.doors }
                let doors = AnswerDoors(engine.catalog.configuration.channels)
                made = (generation, doors)
                return doors
            }
            return doors.verdict(at: channel, header: header, body: body, now: clock.now())
        }
    }

    /// Where the link in a message that was made at `instant` leads.
    func link(forAsk id: String, madeAt instant: Instant) -> String {
        "\(engine.catalog.configuration.publicUrl)/a/\(links.token(for: id, at: instant) ?? "")"
    }

    /// Whether another process is the node of this SQLite store.
    var hasOtherNode: Bool {
        guard lock == nil, case .file(let path) = place else { return false }
        return NodeLock.holder(of: path)?.work == .node
    }

    /// What makes this process the one that plans on a SQLite store, for as long as it is kept; nil where any number may.
    ///
    /// - Throws: `NodeLock.Refusal` when there is a node, or when somebody else plans for more than a minute.
    func turn(tell: (String) -> Void) async throws -> NodeLock? {
        guard lock == nil, case .file(let path) = place else { return nil }
        return try await NodeLock.taken(store: path, for: .run, at: clock.now(), tell: tell)
    }

    /// Sets the clock by the store's, when that has one.
    func lookAtClock() async throws { try await clock.look() }

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
