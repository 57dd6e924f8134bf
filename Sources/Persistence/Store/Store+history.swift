public import Community
public import Scheduling

/// How one step of a run stands.
public struct StepRecord: Hashable, Sendable {
    public let step: String
    /// `running`, `waiting`, `done`, `skipped` or `failed`.
    public let state: String
    public let reason: String?
    public let outputs: [String: [String]]
    public let startedAt: Instant
    public let finishedAt: Instant?
}

extension Store {
    /// The steps of a run, in the order in which they began.
    ///
    /// A last step with nothing to say has no row of its own: the run tells of it.
    public func steps(ofRun run: String) async throws -> [StepRecord] {
        try await database.read { connection in
            var steps = try connection.rows(
                """
                SELECT step_id, state, reason, outputs, started_at, finished_at FROM step WHERE run_id = $1
                ORDER BY started_at, step_id
                """, [.text(run)]
            ) {
                StepRecord(
                    step: $0.text(0), state: $0.text(1), reason: $0.optionalText(2),
                    outputs: JSONText.lists($0.text(3)), startedAt: $0.instant(4), finishedAt: $0.optionalInstant(5))
            }
            let last = try connection.row(
                "SELECT ended_by, finished_at FROM run WHERE id = $1 AND ended_by IS NOT NULL", [.text(run)]
            ) { (step: $0.text(0), end: $0.instant(1)) }
            if let last {
                // What an earlier try wrote, before a person had the run begin again.
                let earlier = steps.first { $0.step == last.step }
                steps.removeAll { $0.step == last.step }
                steps.append(
                    StepRecord(
                        step: last.step, state: "done", reason: nil, outputs: earlier?.outputs ?? [:],
                        startedAt: earlier?.startedAt ?? last.end, finishedAt: last.end))
            }
            return steps
        }
    }

    /// Who was left out of a run, and why, by person.
    public func leftOut(ofRun run: String, member: MemberID? = nil, limit: Int = 10_000) async throws -> [LeftOut] {
        try await database.read { connection in
            let filter = member.map { _ in "AND person_id = $2" } ?? ""
            return try connection.rows(
                """
                SELECT person_id, gate, reason FROM left_out WHERE run_id = $1 \(filter)
                ORDER BY person_id, step_id LIMIT \(limit)
                """, [.text(run)] + (member.map { [.text($0.rawValue)] } ?? [])
            ) { LeftOut(member: MemberID($0.text(0)), gate: $0.text(1), reason: $0.text(2)) }
        }
    }

    /// Why each person was last left out by a plugin, by person.
    public func lastReasons(of plugin: String) async throws -> [MemberID: String] {
        try await database.read { connection in
            let found = try connection.rows(
                """
                SELECT l.person_id, l.reason FROM left_out AS l JOIN run AS r ON r.id = l.run_id WHERE l.gate = $1
                ORDER BY r.created_at, r.id
                """, [.text(plugin)]
            ) { (MemberID($0.text(0)), $0.text(1)) }
            return Dictionary(found) { _, last in last }
        }
    }

    /// The messages of a run to one person.
    public func messages(ofRun run: String, to member: MemberID) async throws -> [(
        id: String, state: String, reason: String?
    )] {
        try await database.read { connection in
            try connection.rows(
                "SELECT id, state, reason FROM message WHERE run_id = $1 AND person_id = $2 ORDER BY created_at, id",
                [.text(run), .text(member.rawValue)]
            ) { ($0.text(0), $0.text(1), $0.optionalText(2)) }
        }
    }
}
