import Community
import Engine
import Foundation
import Messages
import Persistence
import PluginKit
import Scheduling
import TestSupport

/// A program in a folder, with a job of two steps that asks and reminds everybody, for real processes to work on.
struct ProcessProgram: Sendable {
    let folder: TemporaryFolder
    /// What processes get in their environment.
    let environment: [String: String]
    let database: any SQLDatabase
    let store: Store
    let people: Int
    private let loaded: LoadedProgram

    static let job = "note"

    /// Makes the folder and the store.
    ///
    /// `address`: Of a PostgreSQL store; nil for a file in the folder.
    /// `watchedFor`: How long ago the program was looked at by the clock.
    /// `platform`: The port of a platform that people are reached through, which holds what may have arrived already; nil
    ///   for the screen.
    init(
        people: Int, address: String? = nil, on: String = "manual: {}", watchedFor: Duration? = nil,
        platform: Int? = nil
    ) async throws {
        self.people = people
        folder = try TemporaryFolder()
        try Self.write(to: folder, people: people, on: on, platform: platform)
        environment = address.map { ["MILIEU_STORE": $0] } ?? [:]
        database =
            if let address { try PostgreSQLDatabase(url: address) } else {
                try SQLiteDatabase(path: "\(folder.path)/milieu.db")
            }
        loaded = try LoadedProgram(in: folder)
        store = try await Store.open(database, name: "the test's", now: Self.now)
        if let watchedFor {
            let clock = TestClock("2026-01-01T00:00:00Z")
            clock.advance(by: Self.now - clock.now() - watchedFor)
            _ = try await loaded.engine(over: store, clock: clock, elapsed: TestMonotonicClock(), owner: "before")
                .tick()
        }
        try await loaded.importPeople(of: folder, into: store, at: Self.now)
        try await StoreWatch.begin(on: database, isPostgreSQL: address != nil)
    }

    /// Writes the files; `people` are members whom nothing keeps from being asked.
    static func write(
        to folder: TemporaryFolder, people: Int, on: String = "manual: {}", platform: Int? = nil
    ) throws {
        let channels = platform.map { "\n\(platformSettings(port: $0))" } ?? ""
        let text = try String(contentsOfFile: "\(Repository.root)/Config/milieu.yaml", encoding: .utf8)
        try folder.write(
            text.replacing("per_day: 2", with: "per_day: 1000").replacing("per_week: 14", with: "per_week: 7000")
                .replacing("listen: 127.0.0.1:8080", with: "listen: 127.0.0.1:0")
                .replacing("  allow: []", with: "  allow: [127.0.0.1]") + channels, to: "Config/milieu.yaml")
        for kind in ["crisis.yaml", "messages", "questionnaires"] {
            try FileManager.default.copyItem(
                atPath: "\(Repository.root)/Config/\(kind)", toPath: "\(folder.path)/Config/\(kind)")
        }
        let channel = platform == nil ? "screen" : "phones"
        // Only who has come in these days is news.
        // Lately enough to be news, and past the first days, in which they would have one message a day.
        let joined = on.contains("member.joined") ? String((now - .days(20)).iso8601.prefix(10)) : ""
        let rows = (0..<people).map {
            "p\($0),P\($0),en,UTC,member,\(joined),\(channel),p\($0),00:00,00:00,check_in reminders"
        }
        try folder.write(
            "id,preferred_name,languages,time_zone,roles,joined_on,channel,address,quiet_start,quiet_end,consents\n"
                + rows.joined(separator: "\n") + "\n", to: "Config/people.csv")
        try folder.write(
            """
            id: \(job)
            name: Note
            on:
              \(on)
            audience: { roles: [member] }
            concurrency: { overlap: allow }
            steps:
              - id: ask
                uses: check-in.ask
                with: { questionnaire: evening, message: check-in.evening, answer_within: 16h }
              - id: remind
                uses: reminder.send
                with: { message: group.today, expires_after: 6h }

            """, to: "Jobs/\(job).yaml")
    }

    /// What the platform checks signatures with, made of nothing that is used anywhere.
    static let secret = "whsec_" + Data((0..<24).map { UInt8($0) }).base64EncodedString()

    private static func platformSettings(port: Int) -> String {
        """
          phones:
            kind: webhook
            url: http://127.0.0.1:\(port)/messages
            secret: \(secret)
            on_ambiguous: hold

        """
    }

    static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }

    func start(
        _ arguments: [String], killedAfter seconds: Double? = nil, address: String? = nil,
        failpoints: [String: String] = [:]
    ) throws -> MilieuProcess {
        let environment = address.map { ["MILIEU_STORE": $0] } ?? environment
        return try MilieuProcess(
            arguments, in: folder, environment: environment.merging(failpoints) { $1 }, killedAfter: seconds)
    }

    /// Adds a run, as a person does on one of the nodes.
    func addRun(number: Int) async throws {
        let clock = TestClock("2026-01-01T00:00:00Z")
        clock.advance(by: Self.now - clock.now() + .milliseconds(number))
        let engine = loaded.engine(over: store, clock: clock, elapsed: TestMonotonicClock(), owner: "the test's")
        guard let job = engine.catalog.job(JobID(Self.job)) else { return }
        _ = try await engine.start(job, inputs: [:])
    }

    /// Finishes whatever was begun, by processes that nothing happens to.
    ///
    /// Returns what went wrong.
    func finish() async throws -> [String] {
        var last = ""
        for _ in 0..<4 {
            // What was given back rests for a minute; nobody has to wait for that here.
            try await database.write { connection in
                try connection.execute("UPDATE message SET due_at = 0 WHERE state IN ('deferred', 'retrying')", [])
            }
            let ended = try start(["run", "--due"]).end()
            let waiting = try await store.countMessages().filter { [.queued, .deferred, .retrying].contains($0.key) }
            if ended.status == 0, waiting.isEmpty { return [] }
            last = "milieu run --due ended with \(ended.status), \(waiting): \(ended.words)"
        }
        return [last]
    }

    /// Works on all runs in this process, as somebody does who cannot see the file's lock.
    func work() async throws {
        let clock = TestClock("2026-01-01T00:00:00Z")
        clock.advance(by: Self.now - clock.now())
        try await loaded.engine(over: store, clock: clock, elapsed: TestMonotonicClock(), owner: "the test's").runDue()
    }

    func unfinished() async throws -> Int {
        try await store.runs(limit: 100_000).count { !$0.state.isFinal }
    }
}

extension ProcessProgram {
    /// All that is wrong with the store when everything has come to its end, in words.
    func problems() async throws -> [String] {
        var problems = try await StoreWatch.seen(by: database)
        let holders = try await store.leaseOwners()
        if !holders.isEmpty { problems.append("leases are held by \(holders)") }
        let runs = try await store.runs(limit: 100_000).filter { $0.state != .skipped }
        if runs.isEmpty { problems.append("nothing ran") }
        for run in runs {
            if run.state != .succeeded { problems.append("\(run.id): \(run.state) \(run.reason ?? "")") }
            let asks = try await store.countAsks(ofRun: run.id).values.reduce(0, +)
            if asks != people { problems.append("\(run.id): \(asks) asks for \(people) people") }
            let messages = try await store.countMessages(ofRun: run.id)
            if messages.values.reduce(0, +) != 2 * people {
                problems.append("\(run.id): \(messages) for two messages to each of \(people) people")
            }
            // What was cut off between sending and writing it down is for a person to decide on.
            if !Set(messages.keys).isSubset(of: [.delivered, .held]) { problems.append("\(run.id): \(messages)") }
        }
        return problems
    }

    /// Every row that a late worker could spoil.
    ///
    /// `withDelivery`: With how far messages have come on their way.
    func snapshot(withDelivery: Bool = true) async throws -> [String] {
        let message = withDelivery ? "state, epoch, attempts" : "person_id, 0, 0"
        return try await database.read { connection in
            try [
                "SELECT id, state, epoch, step_index FROM run ORDER BY id",
                "SELECT run_id || step_id, state, times, 0 FROM step_end JOIN step USING (run_id, step_id) ORDER BY 1",
                "SELECT id, \(message) FROM message ORDER BY id",
                "SELECT id, state, asked_at, 0 FROM ask ORDER BY id",
            ].flatMap { sql in
                try connection.rows(sql, []) { "\($0.text(0)) \($0.text(1)) \($0.integer(2)) \($0.integer(3))" }
            }
        }
    }
}
