import BuiltinPlugins
import Community
import Definitions
import Delivery
import Engine
import Foundation
import Persistence
import PluginKit
import Scheduling
import Synchronization
import TestSupport

/// A program of jobs that the test writes, whose steps may use `scripted.decide`: a plugin that does what the test says.
struct ScriptedProgram: Sendable {
    let folder: TemporaryFolder
    let clock: TestClock
    let elapsed = TestMonotonicClock()
    let store: Store
    let engine: ProgramEngine
    private let catalog: ProgramCatalog
    private let registry: PluginRegistry

    /// Makes the folder, the store and an engine.
    ///
    /// `steps`: Of the one job `work`, as YAML; `SCRIPT` stands for a use of `scripted.decide`.
    /// `on`: What else than people starts it, as lines of YAML.
    /// `messages`: Files of messages by id.
    init(
        _ steps: String = "  - uses: scripted.decide\n    with: { script: SCRIPT }", job: String = "", on: String = "",
        overlap: String = "allow", at time: String = "2026-11-19T12:00:00Z", path: String? = nil,
        messages: [String: String] = [:],
        script: @Sendable @escaping (StepContext) async throws -> Plan = { _ in Plan() }
    ) async throws {
        let name = UUID().uuidString
        ScriptedPlugin.scripts.withLock { $0[name] = script }
        folder = try TemporaryFolder()
        for file in ["Config/milieu.yaml", "Config/crisis.yaml"] {
            try folder.write(String(contentsOfFile: "\(Repository.root)/\(file)", encoding: .utf8), to: file)
        }
        for (id, text) in messages { try folder.write(text, to: "Config/messages/\(id).yaml") }
        try folder.write(
            """
            name: Work
            on:
            \(on)
              manual:
                inputs:
                  who: { label: Who }
            concurrency: { overlap: \(overlap) }
            \(job)
            steps:
            \(steps.replacing("SCRIPT", with: name))
            """, to: "Jobs/work.yaml")
        registry = try PluginRegistry(
            builtinPlugins + [ScriptedPlugin.self, ScriptedSender.self, ScriptedCounter.self, ScriptedTeller.self])
        let loaded = ProgramLoader(
            root: folder.path, environment: [:], registry: registry, channelKinds: channelKinds, zones: ZoneDatabase()
        ).load()
        guard let catalog = loaded.catalog else { throw Diagnostics(loaded.diagnostics) }
        self.catalog = catalog
        clock = TestClock(time)
        let path = path ?? "\(folder.path)/milieu.db"
        store = try await Store.open(SQLiteDatabase(path: path), name: path, now: clock.now())
        engine = ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: ZoneDatabase(), clock: clock, elapsed: elapsed,
            owner: "one", readJob: ProgramLoader.readJob)
    }

    /// Another engine over the same store, as another process has one.
    func other(_ owner: String = "two") -> ProgramEngine { engine(over: store, clock: clock, owner: owner) }

    /// An engine of its own over another store object.
    func engine(
        over store: Store, clock: any WallClock, elapsed: any MonotonicClock = TestMonotonicClock(),
        owner: String = "two"
    ) -> ProgramEngine {
        ProgramEngine(
            store: store, registry: registry, catalog: catalog, zones: ZoneDatabase(), clock: clock, elapsed: elapsed,
            owner: owner, readJob: ProgramLoader.readJob)
    }

    /// The one job.
    func job() throws -> Job {
        guard let job = catalog.job(JobID("work")) else { throw PlanFailure("no job", retry: .cannotHelp) }
        return job
    }

    /// Adds a run of `work`.
    @discardableResult
    func start(_ inputs: [String: String] = [:]) async throws -> RunRecord {
        try await engine.start(job(), inputs: inputs)
    }

    func run(_ id: String) async throws -> RunRecord {
        guard let run = try await store.run(id) else { throw PlanFailure("no run", retry: .cannotHelp) }
        return run
    }
}

/// A script whose first try does not stop before it is released, whatever it is told.
final class StubbornOnce: Sendable {
    let began = Latch()
    let release = Latch()
    private let tries = Mutex(0)

    /// How often it was tried.
    var count: Int { tries.withLock { $0 } }

    /// One try, with its number from 1.
    func attempt() async -> Int {
        let number = tries.withLock { tries in
            tries += 1
            return tries
        }
        if number == 1 {
            began.open()
            await release.wait()
        }
        return number
    }
}

/// Does what the test says.
struct ScriptedPlugin: Plugin {
    static let scripts = Mutex<[String: @Sendable (StepContext) async throws -> Plan]>([:])
    static let manifest = PluginManifest(
        id: "scripted.decide", summary: "Does what the test says.", example: "uses: scripted.decide", scope: .group)

    struct Settings: SettingsGroup {
        @Setting("The name of the script.")
        var script: String = ""
    }

    let settings: Settings

    init(settings: Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try await Self.scripts.withLock { $0[settings.script] }?(context) ?? Plan()
    }
}

/// The same, a page of people at a time, with messages that count for the caps.
struct ScriptedSender: Plugin {
    static let manifest = PluginManifest(
        id: "scripted.send", summary: "Sends what the test says.", example: "uses: scripted.send", purpose: .reminders)

    let settings: ScriptedPlugin.Settings

    init(settings: ScriptedPlugin.Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try await ScriptedPlugin.scripts.withLock { $0[settings.script] }?(context) ?? Plan()
    }
}

/// The same, a page of people at a time, with outputs.
struct ScriptedCounter: Plugin {
    static let manifest = PluginManifest(
        id: "scripted.count", summary: "Counts what the test says.", example: "uses: scripted.count",
        outputs: ["people", "count"], counts: ["count"])

    let settings: ScriptedPlugin.Settings

    init(settings: ScriptedPlugin.Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try await ScriptedPlugin.scripts.withLock { $0[settings.script] }?(context) ?? Plan()
    }
}

/// The same, a page of people at a time, with words to staff about their work.
struct ScriptedTeller: Plugin {
    static let manifest = PluginManifest(
        id: "scripted.tell", summary: "Tells staff what the test says.", example: "uses: scripted.tell")

    let settings: ScriptedPlugin.Settings

    init(settings: ScriptedPlugin.Settings) { self.settings = settings }

    func plan(_ context: StepContext) async throws -> Plan {
        try await ScriptedPlugin.scripts.withLock { $0[settings.script] }?(context) ?? Plan()
    }
}
