import BuiltinPlugins
import Community
import Definitions
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport

/// The whole outbox on SQLite: messages that wait are claimed, pass the gates, go to nginx as signed webhooks, and are
/// recorded, by the real dispatcher.
enum DeliverBench: Bench {
    static let name = "deliver"
    static let summary = "100,000 messages claimed, gated, posted to nginx and recorded on SQLite"

    /// Goes on from a Thursday evening, as a real clock does.
    private struct Clock: WallClock, MonotonicClock {
        let start = ContinuousClock.now
        func elapsed() -> Duration { start.duration(to: .now) }
        func now() -> Instant { Instant(seconds: 1_795_118_400) + start.duration(to: .now) }
    }

    private struct Silent: Screen { func show(_ text: String) -> Bool { true } }

    /// One round.
    private struct Round {
        let rate: Double
        /// Microseconds of this process's CPU a message.
        let cpu: Double
        let conditions: String
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? 100_000
        let rounds = request.rounds ?? 3
        var results: [Round] = []
        for _ in 0..<rounds { results.append(try await round(count)) }
        let middle = results.sorted { $0.rate < $1.rate }[rounds / 2]
        return [
            Figure(
                bench: name, metric: "whole outbox, SQLite", value: middle.rate, unit: "messages/s",
                conditions:
                    "\(count) messages, median of \(rounds), \(Int(middle.cpu)) us of this process's CPU a message; "
                    + "nginx on the same machine answers 204; \(middle.conditions)")
        ]
    }

    private static func round(_ count: Int) async throws -> Round {
        let server = try LocalNginx()
        let folder = try program(port: server.port)
        let place = try DurablePlace.sqlite()
        let clock = Clock()
        let store = try await place.open()
        let registry = try PluginRegistry(builtinPlugins)
        let zones = ZoneDatabase()
        let loaded = ProgramLoader(
            root: folder.path, environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog, let job = catalog.job(JobID("nightly-check-in")) else {
            throw Diagnostics(loaded.diagnostics)
        }
        let engine = ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: clock, elapsed: clock,
            owner: "bench", readJob: ProgramLoader.readJob)
        for first in stride(from: 0, to: count, by: 10_000) {
            let members = (first..<min(first + 10_000, count)).map(member)
            _ = try await store.importRoster(members, doNotPair: [], at: clock.now())
        }
        _ = try await engine.start(job, inputs: [:])
        try await engine.runDue()
        let queued = try await store.countMessages().values.reduce(0, +)
        guard queued == count else { throw BenchFailure("\(queued) messages wait for \(count) people") }
        let conditions = try await place.conditions()
        let links = LinkSigner(key: LinkSigner.freshKey())
        let driver = CurlDriver(policy: EgressPolicy(allowed: ["127.0.0.1"]))
        let configuration = catalog.configuration
        let channels = try makeChannels(
            configuration.channels, program: ProgramIdentity(label: configuration.label))
        let dispatcher = Dispatcher(
            outbox: StoreOutbox(store: store, owner: "bench"), gate: EngineSendGate(engine: engine),
            transport: driver, screen: Silent(), clock: clock,
            link: { "\(configuration.publicUrl)/a/\(links.token(for: $0, at: $1) ?? "")" }
        ) {
            DispatchMaterial(
                channels: channels, templates: catalog.messages, languages: configuration.languages)
        }
        let before = (ProcessTime.microseconds, try await requests(driver, server))
        let seconds = try await Stopwatch.seconds { try await dispatcher.deliverDue() }
        let used = ProcessTime.microseconds - before.0
        let arrived = try await requests(driver, server) - before.1 - 1
        let states = try await store.countMessages()
        guard states[.delivered] == count else { throw BenchFailure("of \(count) messages there are \(states)") }
        guard arrived == count else { throw BenchFailure("nginx was asked \(arrived) times for \(count) messages") }
        return Round(rate: Double(count) / seconds, cpu: used / Double(count), conditions: conditions)
    }

    /// The shipped program with one more channel.
    private static func program(port: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for part in ["Config", "Jobs"] {
            try FileManager.default.copyItem(atPath: part, toPath: "\(folder.path)/\(part)")
        }
        let settings = try String(contentsOfFile: "Config/milieu.yaml", encoding: .utf8)
        let secret = "whsec_" + Data((0..<24).map { UInt8($0) }).base64EncodedString()
        let channel = """
            channels:
              phones:
                kind: webhook
                url: http://127.0.0.1:\(port)/hook
                secret: \(secret)

            """
        let edited = settings.replacingOccurrences(of: "\nchannels:\n", with: "\n" + channel)
        guard edited != settings else { throw BenchFailure("Config/milieu.yaml has no channels to add one to") }
        try folder.write(edited, to: "Config/milieu.yaml")
        return folder
    }

    private static func member(_ number: Int) -> Member {
        Member(
            id: MemberID("p\(1_000_000 + number)"), preferredName: "Person \(number)", languages: ["en"],
            timeZone: "Europe/Lisbon", contact: ContactPoint(channel: "phones", address: "p\(number)"),
            consents: [.checkIn])
    }

    /// How many requests the server has had, this one among them.
    private static func requests(_ driver: CurlDriver, _ server: LocalNginx) async throws -> Int {
        let answer = try await driver.perform(
            HTTPRequest(
                method: "GET", url: "http://127.0.0.1:\(server.port)/status", headers: [], body: [],
                timeout: .seconds(10)))
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        guard lines.count >= 3, let count = lines[2].split(separator: " ").last.flatMap({ Int($0) }) else {
            throw BenchFailure("nginx does not tell how many requests it had: \(answer.status)")
        }
        return count
    }
}
