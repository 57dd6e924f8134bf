public import Community
public import PluginKit
public import Scheduling

/// What the program did between two instants, by what it came to.
public struct NightFigures: Hashable, Sendable {
    /// Runs that were added, by state.
    public var runs: [String: Int] = [:]
    /// Messages to members that were made, by state.
    public var messages: [String: Int] = [:]
    /// People who were left out, by the rule that said so.
    public var leftOut: [String: Int] = [:]
    /// What was asked, by state.
    public var asks: [String: Int] = [:]
}

extension Store {
    /// What the program did from `start` up to `end`.
    public func nightFigures(from start: Instant, to end: Instant) async throws -> NightFigures {
        try await database.read { connection in
            func counts(_ sql: String) throws -> [String: Int] {
                let found = try connection.rows(sql, [.instant(start), .instant(end)]) { ($0.text(0), $0.count(1)) }
                return Dictionary(found) { $0 + $1 }
            }
            return NightFigures(
                runs: try counts(
                    "SELECT state, COUNT(*) FROM run WHERE created_at >= $1 AND created_at < $2 GROUP BY state"),
                messages: try counts(
                    """
                    SELECT state, COUNT(*) FROM message
                    WHERE created_at >= $1 AND created_at < $2 AND purpose IS NOT NULL GROUP BY state
                    """),
                leftOut: try counts(
                    """
                    SELECT l.gate, COUNT(DISTINCT l.person_id) FROM left_out AS l JOIN run AS r ON r.id = l.run_id
                    WHERE r.created_at >= $1 AND r.created_at < $2 GROUP BY l.gate
                    """),
                asks: try counts(
                    "SELECT state, COUNT(*) FROM ask WHERE asked_at >= $1 AND asked_at < $2 GROUP BY state"))
        }
    }

    /// How the runs of each job ended that were added since an instant, oldest first.
    public func runEnds(since start: Instant) async throws -> [JobID: [(nominal: Instant, state: RunState)]] {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT job_id, nominal, state FROM run WHERE created_at >= $1 AND is_open = 0
                    AND state IN ('succeeded', 'failed')
                ORDER BY job_id, nominal, id
                """, [.instant(start)]
            ) { (job: JobID($0.text(0)), nominal: $0.instant(1), state: RunState(rawValue: $0.text(2))) }
            var ends: [JobID: [(nominal: Instant, state: RunState)]] = [:]
            for run in found {
                guard let state = run.state else { continue }
                ends[run.job, default: []].append((run.nominal, state))
            }
            return ends
        }
    }

    /// The invitations to look at goals that are open at `now`, by person.
    public func openGoalReviews(at now: Instant) async throws -> [(member: MemberID, askedAt: Instant)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT person_id, asked_at FROM ask WHERE kind = 'goal-review' AND state = 'open' AND expires_at > $1
                ORDER BY person_id, asked_at
                """, [.instant(now)]
            ) { (MemberID($0.text(0)), $0.instant(1)) }
        }
    }

    /// How many people answered a check-in since an instant, and how many of them named a skill that they practised.
    public func peopleTakingPart(since start: Instant) async throws -> (answered: Int, practised: Int) {
        try await database.read { connection in
            func count(_ condition: String) throws -> Int {
                try connection.row(
                    """
                    SELECT COUNT(DISTINCT k.person_id) FROM ask AS k
                    WHERE k.kind = 'check-in' AND k.state IN ('answered', 'late') AND k.answered_at >= $1 \(condition)
                    """, [.instant(start)]
                ) { $0.count(0) } ?? 0
            }
            return (
                try count(""),
                try count(
                    """
                    AND EXISTS (SELECT 1 FROM answer AS a WHERE a.ask_id = k.id AND a.question = 'skill'
                        AND a.visibility <> 'me')
                    """)
            )
        }
    }
}
