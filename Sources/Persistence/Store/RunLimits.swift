import Community
import PluginKit
import Scheduling

/// The rate limits that one claim counts with, each held until its transaction ends.
struct RunLimits {
    /// Jobs whose limit somebody else counts with right now: their runs are that one's to claim.
    let busy: Set<JobID>
    /// Jobs whose limit has no row yet.
    let missing: [JobID]
}

extension SQLConnection {
    /// Holds the limits of `jobs` before anything else of the claim is done: all at once, and those alone that nobody holds.
    ///
    /// So claims wait neither for each other, in whichever order each of them serves its lanes, nor for a node that was
    /// stopped in the middle of one.
    func holdLimits(of jobs: Set<JobID>) throws -> RunLimits {
        guard !jobs.isEmpty else { return RunLimits(busy: [], missing: []) }
        let names = jobs.map(\.rawValue).sorted()
        let list = placeholders(names.count)
        let held = Set(
            try rows(
                "SELECT job_id FROM rate_limit WHERE job_id IN (\(list)) ORDER BY job_id \(lockingClause)",
                names.map { .text($0) }
            ) { $0.text(0) })
        guard held.count < names.count else { return RunLimits(busy: [], missing: []) }
        let known = Set(
            try rows("SELECT job_id FROM rate_limit WHERE job_id IN (\(list))", names.map { .text($0) }) {
                $0.text(0)
            })
        return RunLimits(
            busy: Set(names.filter { !held.contains($0) }.map { JobID($0) }),
            missing: names.filter { !known.contains($0) }.map { JobID($0) })
    }

    /// Makes the rows of limits that have none, in one order, so that two who do so do not wait for each other.
    func makeLimits(of jobs: [JobID]) throws {
        for job in jobs.sorted(by: { $0.rawValue < $1.rawValue }) {
            try execute(
                "INSERT INTO rate_limit (job_id, used_until) VALUES ($1, 0) ON CONFLICT (job_id) DO NOTHING",
                [.text(job.rawValue)])
        }
    }
}
