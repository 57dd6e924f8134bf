import BuiltinPlugins
import Community
import Console
import Definitions
import Delivery
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport

/// A check-in answered by everybody at once: each reply verified, read, and durable on SQLite before it is said to be taken.
enum AnswersBench: Bench {
    static let name = "answers"
    static let summary = "20,000 people (--count) answer a check-in at once, over HTTP and at the reply desk, on SQLite"

    private static let usual = 20_000
    /// Replies under way at the same time.
    private static let clients = 64
    private static let secret = "whsec_" + Data([UInt8](repeating: 7, count: 32)).base64EncodedString()

    /// A Thursday evening that stands still: every question is open.
    private struct Evening: WallClock {
        func now() -> Instant { Instant(seconds: 1_795_118_400) }
    }

    static func measure(_ request: BenchRequest) async throws -> [Figure] {
        let count = request.count ?? usual
        let place = try DurablePlace.sqlite()
        let store = try await place.open()
        let engine = try await asked(count, in: store)
        let conditions = "\(clients) at a time; \(try await place.conditions())"
        let half = count / 2
        let before = ProcessTime.microseconds
        let desk = try await Stopwatch.seconds {
            try await each(of: 0..<half) { number in
                try await engine.receive(
                    ReceivedReply(channel: "screen", id: "m-\(number)", senders: ["p-\(number)"], text: "7"))
            }
        }
        let deskCPU = (ProcessTime.microseconds - before) / Double(half)
        let (http, httpCPU) = try await overHTTP(half..<count, engine)
        let kept = try await answered(store)
        guard kept == count else { throw BenchFailure("\(kept) answers were kept of \(count)") }
        return [
            Figure(
                bench: name, metric: "at the desk", value: Double(half) / desk, unit: "answers/s",
                conditions: conditions + String(format: "; %.0f us of CPU each", deskCPU)),
            Figure(
                bench: name, metric: "over HTTP", value: Double(count - half) / http, unit: "answers/s",
                conditions: conditions
                    + String(format: "; %.0f us of CPU each, with the platform's in the same process", httpCPU)),
        ]
    }

    /// An engine whose people were all asked how today was.
    private static func asked(_ count: Int, in store: Store) async throws -> ProgramEngine {
        let registry = try PluginRegistry(builtinPlugins)
        let zones = ZoneDatabase()
        let loaded = ProgramLoader(
            root: ".", environment: [:], registry: registry, channelKinds: channelKinds, zones: zones
        ).load()
        guard let catalog = loaded.catalog, let job = catalog.job(JobID("nightly-check-in")) else {
            throw Diagnostics(loaded.diagnostics)
        }
        for first in stride(from: 0, to: count, by: 10_000) {
            let members = (first..<min(first + 10_000, count)).map { number in
                Member(
                    id: MemberID("m\(number)"), preferredName: "M", languages: ["en"],
                    contact: ContactPoint(channel: "screen", address: "p-\(number)"), consents: [.checkIn])
            }
            _ = try await store.importRoster(members, doNotPair: [], at: Evening().now())
        }
        let engine = ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: zones, clock: Evening(), elapsed: BenchClock(),
            owner: "bench", readJob: ProgramLoader.readJob)
        _ = try await engine.start(job, inputs: [:])
        _ = try await engine.runDue()
        // Nobody answers what has not reached them.
        let now = Evening().now()
        while true {
            let claims = try await store.claimMessages(
                limit: 1_000, now: now, lease: Lease(owner: "bench", until: now + .seconds(60)))
            if claims.isEmpty { return engine }
            _ = try await store.record(
                claims.map {
                    DeliveryRecord(id: $0.message.id, epoch: $0.epoch, event: .delivered, reason: nil, at: now)
                })
        }
    }

    /// How many have answered.
    private static func answered(_ store: Store) async throws -> Int {
        var count = 0
        for run in Set(try await store.messages(limit: 1).map(\.run)) {
            count += try await store.countAsks(ofRun: run)[.answered] ?? 0
        }
        return count
    }

    /// Does `work` for each number, so many at a time as there are clients.
    private static func each(
        of numbers: Range<Int>, _ work: @Sendable @escaping (Int) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask {
                    for number in stride(from: numbers.lowerBound + client, to: numbers.upperBound, by: clients) {
                        try await work(number)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The seconds that posting takes, from the first to the last answer of the door, and the microseconds of CPU for each.
    private static func overHTTP(
        _ numbers: Range<Int>, _ engine: ProgramEngine
    ) async throws -> (seconds: Double, cpu: Double) {
        let yaml = "kind: webhook\nurl: http://127.0.0.1:9/\nsecret: \(secret)\nanswers_secret: \(secret)\n"
        let doors = AnswerDoors(try NamedSettings(settingNode: YAMLReader.read(nested(yaml), file: "bench")))
        let app = ConsoleApp(
            desk: engine, askID: { _ in nil }, messageID: { _ in nil },
            postVerdict: { doors.verdict(at: $0, header: $1, body: $2, now: Evening().now()) }, clock: Evening(),
            host: "127.0.0.1", port: 0)
        let webhooks = try StandardWebhooks(secrets: [Secret(secret)])
        let time = Evening().now().seconds
        let requests = numbers.map { number in
            let body = Array(#"{"from":"p-\#(number)","text":"7"}"#.utf8)
            return [
                HTTPHeader("content-type", "application/json"), HTTPHeader("webhook-id", "m-\(number)"),
                HTTPHeader("webhook-timestamp", String(time)),
                HTTPHeader(
                    "webhook-signature", webhooks.signature(id: "m-\(number)", timestamp: time, body: body)),
            ]
        }
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group -> (Double, Double) in
            group.addTask { try await app.run { found.yield($0) } }
            defer { group.cancelAll() }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw BenchFailure("the door did not open") }
            let driver = CurlDriver(
                policy: EgressPolicy(allowed: ["127.0.0.1"]),
                limits: CurlLimits(places: clients, placesPerEndpoint: clients))
            let before = ProcessTime.microseconds
            let seconds = try await Stopwatch.seconds {
                try await each(of: numbers) { number in
                    let answer = try await driver.perform(
                        HTTPRequest(
                            url: "http://127.0.0.1:\(port)/in/screen", headers: requests[number - numbers.lowerBound],
                            body: Array(#"{"from":"p-\#(number)","text":"7"}"#.utf8), timeout: .seconds(20)))
                    guard answer.status == 202 else { throw BenchFailure("the door answered \(answer.status)") }
                }
            }
            return (seconds, (ProcessTime.microseconds - before) / Double(numbers.count))
        }
    }

    private static func nested(_ block: String) -> String {
        "screen:\n" + block.split(separator: "\n").map { "  \($0)\n" }.joined()
    }
}
