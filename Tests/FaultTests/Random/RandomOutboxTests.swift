import Community
import Delivery
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

@testable import milieu

/// Messages of a few people through days of a platform that does as it likes, processes that end anywhere, several at a
/// time, and a clock that jumps.
///
/// `MILIEU_FAULT_SEED` sets which days; the seed of a failure is in its text.
@Suite(.serialized, .timeLimit(.minutes(10))) struct RandomOutboxTests {
    private static let seed =
        ProcessInfo.processInfo.environment["MILIEU_FAULT_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...999_999)

    private static let messages = 240
    private static let rounds = 60

    private struct Story {
        var problems: [String] = []
        var states: [DeliveryState: Int] = [:]
        var attempts = 0
        var crashes = 0
    }

    @Test(arguments: [false, true], [false, true])
    func `every message comes to one end, in its order, and burns only its attempts`(
        isPostgreSQL: Bool, crashes: Bool
    ) async throws {
        let story = try await story(seed: Self.seed, isPostgreSQL: isPostgreSQL, crashes: crashes)
        print(
            "random outbox, seed \(Self.seed), \(isPostgreSQL ? "PostgreSQL" : "SQLite"): \(story.attempts) attempts,",
            "\(story.crashes) processes ended, \(story.states.map { "\($0.value) \($0.key)" }.sorted())")
        #expect(story.problems.isEmpty, "seed \(Self.seed): \(story.problems.prefix(20).joined(separator: "\n"))")
        #expect(story.attempts > Self.messages / 2)
    }

    private func story(seed: UInt64, isPostgreSQL: Bool, crashes: Bool) async throws -> Story {
        var random = SplitMix64(seedText: "outbox|\(seed)|\(crashes)")
        let folder = try TemporaryFolder()
        try EventfulProgram.write(to: folder)
        let program = try LoadedProgram(in: folder)
        let template = try #require(program.catalog.messages.keys.min { $0.rawValue < $1.rawValue })
        let clock = TestClock("2026-11-19T08:00:00Z")
        let database: any SQLDatabase =
            isPostgreSQL
            ? try PostgreSQLDatabase(url: try await PostgreSQLServer.shared.get().emptyStore(query: "connections=3"))
            : try SQLiteDatabase(path: "\(folder.path)/outbox.db", durability: .untilTheProcessEnds)
        let store = try await Store.open(database, name: "the test's", now: clock.now())
        let people = (0..<12).map { number in
            let points = ["a", "b", "c"].map { ContactPoint(channel: $0, address: "p\(number)") }
            return Member(
                id: MemberID("p\(number)"), contact: points[number % 3],
                fallbacks: number % 4 == 0 ? [points[(number + 1) % 3]] : [])
        }
        _ = try await store.importRoster(people, doNotPair: [], at: clock.now())
        let start = clock.now()
        let all = (0..<Self.messages).map { number in
            message(number, to: people[number % people.count], template, at: start, &random)
        }
        let keys = Dictionary(uniqueKeysWithValues: all.map { ($0.id, "\($0.member) \($0.thread)") })
        let platform = WildPlatform(seed: seed)
        let channels: [String: any Channel] = [
            "a": WildChannel(name: "a", resends: true), "b": WildChannel(name: "b", resends: false),
            "c": WildChannel(name: "c", resends: true),
        ]
        func node(_ name: String, calls: Int) -> Dispatcher {
            Dispatcher(
                outbox: MortalOutbox(StoreOutbox(store: store, owner: name), calls: calls), gate: OpenGate(),
                transport: WildTransport(platform, keys: keys), screen: DarkScreen(), clock: clock,
                link: { ask, _ in "https://link.invalid/\(ask)" }
            ) { DispatchMaterial(channels: channels, templates: program.catalog.messages, languages: ["en"]) }
        }
        var story = Story()
        var checks = OutboxChecks(all, isExact: !crashes)
        for round in 0..<Self.rounds {
            for message in all[(round * Self.messages / Self.rounds)..<((round + 1) * Self.messages / Self.rounds)] {
                try await store.addMessage(message)
            }
            let lives = (0..<2).map { _ in
                crashes && Int.random(in: 0..<3, using: &random) > 0 ? Int.random(in: 1...6, using: &random) : 1_000_000
            }
            story.crashes += lives.filter { $0 < 1_000 }.count
            await withTaskGroup(of: Void.self) { group in
                for (number, calls) in lives.enumerated() {
                    let node = node("n\(round).\(number)", calls: calls)
                    group.addTask { _ = try? await node.deliverDue() }
                }
            }
            checks.look(at: try await store.messages(limit: 1_000), "round \(round)")
            if Int.random(in: 0..<4, using: &random) == 0 {
                for name in channels.keys.sorted() { try await store.enableChannel(name) }
                for person in people { _ = try await store.retryBounced(person.id, at: clock.now()) }
            }
            let jump = Int64.random(in: -20...90, using: &random)
            clock.advance(by: .minutes(round % 10 == 9 ? -jump : max(0, jump)))
        }
        platform.tame()
        for _ in 0..<40 {
            clock.advance(by: .hours(3))
            for name in channels.keys.sorted() { try await store.enableChannel(name) }
            for person in people { _ = try await store.retryBounced(person.id, at: clock.now()) }
            let held = try await store.messages(in: [.held], limit: 1_000).map(\.id)
            checks.replayed(held)
            _ = try await store.replay(held, at: clock.now())
            try await node("last", calls: 1_000_000).deliverDue()
            checks.look(at: try await store.messages(limit: 1_000), "the end")
        }
        let rows = try await store.messages(limit: 1_000)
        story.states = Dictionary(grouping: rows, by: \.state).mapValues(\.count)
        story.attempts = platform.attempts.count
        story.problems = checks.problems(rows, platform)
        return story
    }

    /// A message of the story: some in threads, some held back by quiet hours, some that soon lose their meaning.
    private func message(
        _ number: Int, to person: Member, _ template: MessageID, at start: Instant, _ random: inout SplitMix64
    ) -> OutboxMessage {
        let created = start + .seconds(Int64(number))
        let thread = Int.random(in: 0..<3, using: &random) == 0 ? "t\(number % 2)" : ""
        let isQuiet = Int.random(in: 0..<4, using: &random) == 0
        let quiet = isQuiet ? start + .hours(Int64(number / 60 + 1) * 4) : nil
        let kind = [DeliveryClass.reminder, .reminder, .interactive].randomElement(using: &random) ?? .reminder
        let life: Duration = Int.random(in: 0..<10, using: &random) == 0 ? .hours(6) : .days(12)
        return OutboxMessage(
            id: String(repeating: "0", count: 28) + String(10_000 + number), run: "r", job: "j", step: "s",
            part: "\(number)", member: person.id, channel: person.contact?.channel ?? "a", message: template,
            values: [:], ask: nil, purpose: .reminders, deliveryClass: kind, thread: thread,
            state: isQuiet ? .deferred : .queued, dueAt: quiet ?? created, expiresAt: created + life,
            createdAt: created, quietUntil: quiet)
    }
}

/// What must hold at every moment, and at the end.
private struct OutboxChecks {
    private let planned: [String: OutboxMessage]
    /// Whether no process ended, so that attempts can be counted exactly.
    private let isExact: Bool
    private var ended: [String: DeliveryState] = [:]
    private var attempts: [String: Int] = [:]
    /// Those that can have gone as a part of another, which the platform does not tell.
    private let bundled: Set<String>
    private var replays: Set<String> = []
    private var rerouted: Set<String> = []
    private var found: [String] = []

    init(_ messages: [OutboxMessage], isExact: Bool) {
        planned = Dictionary(uniqueKeysWithValues: messages.map { ($0.id, $0) })
        self.isExact = isExact
        let quiet = messages.filter { $0.quietUntil != nil && $0.deliveryClass != .interactive }
        let together = Dictionary(grouping: quiet) { "\($0.member) \($0.quietUntil?.milliseconds ?? 0)" }
        bundled = Set(together.values.filter { $0.count > 1 }.joined().map(\.id))
    }

    mutating func replayed(_ ids: [String]) { replays.formUnion(ids) }

    mutating func look(at rows: [OutboxMessage], _ moment: String) {
        for row in rows {
            if let old = ended[row.id], old != row.state {
                found.append("\(moment): \(row.id) was \(old) and is \(row.state)")
            }
            if row.state.isFinal { ended[row.id] = row.state }
            if !row.tried.isEmpty || row.via != row.channel { rerouted.insert(row.id) }
            if row.state == .held { replays.insert(row.id) }
            // An attempt that is under way may turn out to have been none.
            guard row.state != .sending, row.state != .bundled else { continue }
            if row.attempts < attempts[row.id, default: 0] {
                found.append(
                    "\(moment): \(row.id) went from \(attempts[row.id, default: 0]) attempts to \(row.attempts)")
            }
            attempts[row.id] = row.attempts
        }
    }

    func problems(_ rows: [OutboxMessage], _ platform: WildPlatform) -> [String] {
        var problems = found + platform.problems
        if rows.count != planned.count { problems.append("\(planned.count) messages became \(rows.count)") }
        let byID = Dictionary(grouping: platform.attempts, by: \.id)
        for row in rows {
            let tries = byID[row.id] ?? []
            if !row.state.isFinal { problems.append("\(row.id) is still \(row.state): \(row.reason ?? "")") }
            // One that stands for others counts theirs; one that went with another counts what it had alone.
            let isAlone = !bundled.contains(row.id)
            if row.state == .delivered, isAlone, !tries.contains(where: \.mayHaveArrived) {
                problems.append("\(row.id) is delivered, and never went")
            }
            if isExact, isAlone, row.attempts != tries.filter(\.countsAsAttempt).count {
                problems.append("\(row.id) has \(row.attempts) attempts, and the platform saw \(tries.map(\.verdict))")
            }
            if isAlone, !replays.contains(row.id), !rerouted.contains(row.id), row.via == "b",
                tries.filter(\.mayHaveArrived).count > 1
            {
                problems.append("\(row.id) may have arrived twice by a channel that holds: \(tries.map(\.verdict))")
            }
        }
        return problems + disorder(rows, byID)
    }

    /// Messages of one thread that overtook each other.
    private func disorder(_ rows: [OutboxMessage], _ tries: [String: [WildPlatform.Attempt]]) -> [String] {
        let plain = rows.filter { row in
            !row.thread.isEmpty && !replays.contains(row.id) && !rerouted.contains(row.id) && !bundled.contains(row.id)
        }
        let threads = Dictionary(grouping: plain) { "\($0.member) \($0.thread)" }
        return threads.values.flatMap { thread -> [String] in
            let ordered = thread.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
            return zip(ordered, ordered.dropFirst()).compactMap { first, second in
                guard let last = tries[first.id]?.map(\.order).max(), let next = tries[second.id]?.map(\.order).min(),
                    last > next
                else { return nil }
                let story = [first, second].map { row in
                    "\(row.id.suffix(5)) by \(row.via), \(row.state), quiet \(row.quietUntil?.iso8601 ?? "no"), expires \(row.expiresAt.iso8601), "
                        + "attempts \((tries[row.id] ?? []).map { "\($0.order) \($0.verdict)" })"
                }
                return "\(second.id) overtook \(first.id) of the same thread: \(story.joined(separator: "; "))"
            }
        }
    }
}
