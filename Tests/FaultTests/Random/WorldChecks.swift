import Engine
import Persistence
import PluginKit
import Scheduling
import TestSupport

/// What must hold of the store when everything has come to its end.
extension FaultyWorld {
    /// All that is wrong, in words.
    func problems() async throws -> [String] {
        try await StoreWatch.seen(by: database) + ticks() + ends() + doubles() + events() + nodes.flatMap(\.unexpected)
    }

    /// Every time that came is decided once, and nothing else is.
    private func ticks() async throws -> [String] {
        let zones = try await store.zones(leftSince: start)
        let runs = try await everyRun()
        var problems: [String] = []
        for (job, cron, isOnOwnClock) in EventfulProgram.schedules {
            let own = Set(zones.map { $0.isEmpty ? "Europe/Lisbon" : $0 })
            for zone in isOnOwnClock ? own.sorted() : [""] {
                let rules = try program.zones.rules(named: zone.isEmpty ? "Europe/Lisbon" : zone)
                let expected = try EventfulProgram.fires(of: cron, for: job, in: rules, after: start, through: end)
                let found = runs.filter { $0.job.rawValue == job && $0.zone == zone && $0.cause == .schedule }
                    .map(\.nominal).sorted()
                if Set(found).count != found.count { problems.append("\(job) \(zone): a time was decided twice") }
                let lost = Set(expected).subtracting(found).sorted().map(\.iso8601)
                let invented = Set(found).subtracting(expected).sorted().map(\.iso8601)
                if !lost.isEmpty { problems.append("\(job) \(zone): \(lost.count) not decided: \(lost.prefix(5))") }
                if !invented.isEmpty { problems.append("\(job) \(zone): decided, but no time: \(invented.prefix(5))") }
            }
        }
        return problems
    }

    /// Every run has ended, for a reason, with all its steps, and nobody holds anything.
    private func ends() async throws -> [String] {
        var problems: [String] = []
        let holders = try await store.leaseOwners()
        if !holders.isEmpty { problems.append("leases are held by \(holders)") }
        for run in try await everyRun() {
            switch run.state {
            case .ready, .running, .waiting:
                problems.append("\(run.id) of \(run.job) did not end: \(run.state) \(run.reason ?? "")")
            case .failed:
                // Somebody who is lost again and again may be given up; nothing else is a reason.
                if try await lapses(of: run.id) == 0 {
                    problems.append("\(run.id) of \(run.job) failed: \(run.reason ?? "")")
                }
            case .succeeded:
                let steps = try await store.steps(ofRun: run.id).filter { !$0.step.isEmpty }
                let wanted = program.catalog.job(run.job)?.definition.steps.count ?? 0
                if steps.count != wanted || steps.contains(where: { $0.finishedAt == nil }) {
                    problems.append("\(run.id) of \(run.job) has \(steps.map { "\($0.step) \($0.state)" })")
                }
            case .skipped, .cancelled: break
            }
        }
        return problems
    }

    /// No row stands twice that people would notice.
    private func doubles() async throws -> [String] {
        try await database.read { connection in
            try [
                ("message", "run_id, step_id, person_id, channel, part"),
                ("ask", "run_id, person_id, kind, COALESCE(subject, '')"),
                ("run", "job_id, nominal, zone, CASE WHEN cause IN ('manual', 'event') THEN id ELSE '' END"),
            ].flatMap { table, key in
                try connection.rows("SELECT COUNT(*) FROM \(table) GROUP BY \(key) HAVING COUNT(*) > 1", []) {
                    "\(table): \($0.count(0)) rows of one (\(key))"
                }
            }
        }
    }

    /// Whatever happened to a person, and a job waits for, was taken up by a run for that person.
    private func events() async throws -> [String] {
        let names = EventfulProgram.events.map { "'\($0)'" }.joined(separator: ", ")
        return try await database.read { connection in
            try connection.rows(
                """
                SELECT e.name, e.person_id, e.happened_at FROM event AS e WHERE e.name IN (\(names)) AND NOT EXISTS (
                    SELECT 1 FROM run AS r JOIN run_person AS p ON p.run_id = r.id
                    WHERE r.cause = 'event' AND p.person_id = e.person_id AND r.nominal = e.taken_at)
                LIMIT 5
                """, []
            ) { "\($0.text(0)) of \($0.text(1)) at \($0.integer(2)) started nothing" }
        }
    }

    func everyRun() async throws -> [RunRecord] { try await store.runs(limit: 1_000_000) }

    private func lapses(of run: String) async throws -> Int {
        try await database.read { connection in
            try connection.rows("SELECT lapses FROM run WHERE id = $1", [.text(run)]) { Int($0.integer(0)) }.first ?? 0
        }
    }
}

extension SQLRow {
    func count(_ column: Int) -> Int { Int(integer(column)) }
}
