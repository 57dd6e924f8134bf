public import Community
public import Scheduling

extension Store {
    /// The kinds of events that no tick has looked at yet.
    public func eventNamesWaiting() async throws -> [String] {
        try await database.read { connection in
            try connection.rows("SELECT DISTINCT name FROM event WHERE taken_at IS NULL ORDER BY name", []) {
                $0.text(0)
            }
        }
    }

    /// Takes all waiting events of one kind, and adds `runs` for the people they happened to, together or not at all.
    ///
    /// `until`: Only those that happened no later; nil for all.
    /// - Returns: The runs that were added; none when another worker took the events first, or when a look at the same
    ///   millisecond has added runs under these ids: what happened since then waits for the next look.
    public func takeEvents(
        named name: String, runs: [RunRecord], until: Instant? = nil, at now: Instant
    ) async throws -> [RunRecord] {
        try await database.write { connection in
            let until = SQLValue.integer(until?.milliseconds ?? .max)
            let people = try connection.rows(
                """
                SELECT DISTINCT person_id FROM event WHERE name = $1 AND taken_at IS NULL AND happened_at <= $2
                ORDER BY person_id
                """, [.text(name), until]
            ) { $0.text(0) }
            guard !people.isEmpty else { return [] }
            for run in runs {
                let isTaken = try connection.row("SELECT 1 FROM run WHERE id = $1", [.text(run.id)]) { _ in true }
                if isTaken == true { return [] }
            }
            try connection.execute(
                "UPDATE event SET taken_at = $1 WHERE name = $2 AND taken_at IS NULL AND happened_at <= $3",
                [.instant(now), .text(name), until])
            return try runs.filter { run in
                guard try RunRows.insert(run, into: connection) else { return false }
                try connection.insert(
                    into: "run_person", "run_id, person_id", people.map { [.text(run.id), .text($0)] })
                return true
            }
        }
    }

    /// Which of `people` an event's run is for.
    public func audience(ofRun run: String, among people: [MemberID]) async throws -> Set<MemberID> {
        guard let first = people.first, let last = people.last else { return [] }
        return try await database.read { connection in
            Set(
                try connection.rows(
                    "SELECT person_id FROM run_person WHERE run_id = $1 AND person_id >= $2 AND person_id <= $3",
                    [.text(run), .text(first.rawValue), .text(last.rawValue)]
                ) { MemberID($0.text(0)) })
        }
    }
}

extension SQLConnection {
    /// Writes down that something happened to people; the next tick starts what waits for it.
    func note(_ event: String, _ people: [MemberID], about subject: String, at now: Instant) throws {
        try note(people.map { (event, $0) }, run: "", step: subject, at: now)
    }

    /// Writes down what a step tells of; the next tick starts what waits for it, and steps that wait go on.
    func note(_ events: [(name: String, member: MemberID)], run: String, step: String, at now: Instant) throws {
        guard !events.isEmpty else { return }
        wakeOthers()
        try insert(
            into: "event", "run_id, step_id, name, person_id, happened_at",
            events.map { [.text(run), .text(step), .text($0.name), .text($0.member.rawValue), .instant(now)] })
        for event in events {
            try execute(
                """
                UPDATE run SET woken = 1, due_at = CASE WHEN state = 'waiting' AND due_at > $1 THEN $1 ELSE due_at END
                WHERE state IN ('waiting', 'running') AND id IN (
                    SELECT run_id FROM run_wait WHERE event = $2 AND (person_id = $3 OR person_id = ''))
                """, [.instant(now), .text(event.name), .text(event.member.rawValue)])
        }
    }
}

extension Store {
    /// Whether something happened at an instant or after it, to somebody or to anybody.
    ///
    /// `member`: nil for anybody.
    public func hasHappened(_ event: String, to member: MemberID?, since instant: Instant) async throws -> Bool {
        try await database.read { connection in
            try connection.row(
                """
                SELECT 1 FROM event WHERE name = $1 AND happened_at >= $2 AND (person_id = $3 OR $3 = '') LIMIT 1
                """, [.text(event), .instant(instant), .text(member?.rawValue ?? "")]
            ) { _ in true } ?? false
        }
    }
}
