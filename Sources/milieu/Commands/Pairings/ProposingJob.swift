import Community
import Engine
import PluginKit

/// The job that proposes pairs, and how its inputs are called.
struct ProposingJob {
    let job: Job
    let step: StepDefinition

    private static let plugin = "pairing.propose"

    /// All jobs with a step that proposes.
    static func all(in workplace: Workplace) -> [ProposingJob] {
        workplace.engine.catalog.jobs.compactMap { job in
            job.definition.steps.first { $0.uses.id == plugin }.map { ProposingJob(job: job, step: $0) }
        }
    }

    /// The one named, or the only one that there is.
    static func find(_ name: String?, in workplace: Workplace, _ options: ProgramOptions) throws -> ProposingJob {
        let all = all(in: workplace)
        if let name {
            let job = try options.job(name, in: workplace)
            guard let found = all.first(where: { $0.job.id == job.id }) else {
                throw options.fail("job '\(name)' has no step that uses \(plugin)")
            }
            return found
        }
        let names = all.map(\.job.id.rawValue)
        guard let found = all.first else {
            throw options.fail("no job in Jobs/ has a step that uses \(plugin); Plugins/REFERENCE.md shows one")
        }
        guard all.count == 1 else {
            throw options.fail(
                "several jobs propose pairs, expected one of them with --job: \(names.joined(separator: ", "))", .usage)
        }
        return found
    }

    /// The name of the input that `setting` is filled from.
    func input(for setting: String, _ options: ProgramOptions) throws -> String {
        guard let name = step.with.node?[setting]?.expression, name.hasPrefix("inputs.") else {
            throw options.fail(
                "job '\(job.id)' takes no '\(setting)' by hand; write '\(setting): ${{ inputs.NAME }}' in its step "
                    + "'\(step.stepID)', and the input under on.manual.inputs")
        }
        return String(name.dropFirst("inputs.".count))
    }
}
