import Community
import PluginKit
import Scheduling
import Synchronization

/// A job as its runs use it: what is the same for all of them is worked out once.
final class PreparedJob: Sendable {
    let job: Job
    let steps: [PreparedStep]

    init(_ job: Job, in setting: ProgramSetting, registry: PluginRegistry) {
        self.job = job
        steps = job.definition.steps.map { PreparedStep($0, in: setting, entry: registry[$0.uses.id]) }
    }
}

/// One step of a job, with its plugin where that depends on no run.
final class PreparedStep: Sendable {
    let definition: StepDefinition
    let id: String
    // Read for every run; each look into the definition would copy all of it.
    let after: Duration
    let condition: Condition?
    let waitFor: WaitSetting?
    let timeout: Duration
    let setting: ProgramSetting
    /// nil when no plugin of that name is known.
    let entry: PluginEntry?
    /// nil when its settings say something of the run, or are wrong.
    let plugin: (any Plugin)?

    init(_ definition: StepDefinition, in setting: ProgramSetting, entry: PluginEntry?) {
        self.definition = definition
        self.setting = setting
        self.entry = entry
        id = definition.stepID
        after = definition.after
        condition = definition.when
        waitFor = definition.waitFor
        timeout = definition.timeout
        let node = definition.settings
        plugin = node.hasExpression ? nil : try? entry?.make(with: node)
    }

    /// The plugin for one run.
    ///
    /// - Throws: `Diagnostics` when the settings are wrong now that all values are known, `PlanFailure` when there is no such
    ///   plugin.
    func plugin(for frame: RunFrame) throws -> (entry: PluginEntry, plugin: any Plugin) {
        guard let entry else {
            throw PlanFailure("no plugin provides '\(definition.uses.id)'", retry: .cannotHelp)
        }
        return (entry, try plugin ?? entry.make(with: frame.resolved(definition.settings)))
    }
}

/// What the files say, for all who plan with them.
final class ProgramSetting: Sendable {
    let catalog: ProgramCatalog
    let channels: Set<String>
    /// Those by which nobody needs an address.
    let openChannels: Set<String>
    let zone: ZoneRules

    init(_ catalog: ProgramCatalog, zone: ZoneRules) {
        self.catalog = catalog
        self.zone = zone
        channels = Set(catalog.configuration.channels.entries.map(\.name))
        openChannels = catalog.configuration.staffChannels
    }
}

/// The prepared jobs of one state of the files.
struct PreparedJobs: Sendable {
    let generation: Int
    let setting: ProgramSetting
    /// By revision: also those that waiting runs started with.
    var jobs: [String: PreparedJob] = [:]
}

extension ProgramEngine {
    /// `job` as its runs use it, with the files as they are now.
    func prepared(_ job: Job) -> PreparedJob {
        prepared.withLock { kept in
            let generation = generation
            var all =
                kept.flatMap { $0.generation == generation ? $0 : nil }
                ?? PreparedJobs(generation: generation, setting: ProgramSetting(catalog, zone: programZone))
            if let found = all.jobs[job.revision] { return found }
            let made = PreparedJob(job, in: all.setting, registry: registry)
            all.jobs[job.revision] = made
            kept = all
            return made
        }
    }
}

extension StepDefinition {
    /// `with`, or an empty block at the step's place.
    fileprivate var settings: SettingNode {
        with.node ?? SettingNode(.mapping([]), place: uses.place, path: "with")
    }
}

extension SettingNode {
    /// Whether a `${{ … }}` stands anywhere inside.
    fileprivate var hasExpression: Bool {
        switch content {
        case .mapping(let entries): entries.contains { $0.value.hasExpression }
        case .list(let items): items.contains { $0.hasExpression }
        case .scalar: expression != nil
        case .empty: false
        }
    }
}
