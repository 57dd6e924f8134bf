import Persistence
import PluginKit
import Scheduling

extension ProgramEngine {
    /// Ends runs whose time is up before a worker came to them, as `on_timeout` of their jobs says: also those that wait
    /// behind others of their group, for a limit, or for another try.
    ///
    /// - Returns: The runs that ended so, and when the time of the next one is up.
    func endOverdue(now: Instant) async throws -> (ended: [RunRecord], next: Instant?) {
        let (overdue, next) = try await store.overdueRuns(at: now)
        var ends: [OverdueEnd] = []
        for run in overdue {
            let job: Job?
            do {
                job = try await self.job(of: run)
            } catch let error as StoreError {
                throw error
            } catch {
                // Its text is not kept, or cannot be read any more.
                job = nil
            }
            let steps = job?.definition.steps ?? []
            let end = TimeoutEnd(of: job)
            ends.append(
                OverdueEnd(
                    run: run, state: end.state,
                    step: steps.indices.contains(run.stepIndex) ? steps[run.stepIndex].stepID : nil,
                    reason: end.reason))
        }
        return (try await store.endOverdue(ends, at: now), next)
    }
}

/// How a run of a job ends that was not done in time.
struct TimeoutEnd {
    let state: RunState
    let stepEnd: RunProgress.StepEnd
    let reason: String

    /// `job`: nil when nobody knows any more what it says; then the run has failed.
    init(of job: Job?) {
        reason = "it was not done within \(job?.definition.timeout?.yamlText ?? "its time")"
        switch job?.definition.onTimeout {
        case .end: (state, stepEnd) = (.succeeded, .skipped(because: reason))
        case .fail, nil: (state, stepEnd) = (.failed, .failed(because: reason))
        }
    }
}
