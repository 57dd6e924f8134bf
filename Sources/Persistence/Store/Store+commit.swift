import Community
import Messages
import PluginKit
import Scheduling

extension Store {
    /// Writes a plan: effects, outbox rows and the run's progress, all or nothing.
    ///
    /// Planned a second time after a crash, the same plan adds nothing: the tables hold one row for a run, a step, a person
    /// and what it is about.
    ///
    /// - Throws: `StaleClaim` when another worker holds the run by now; `AnsweredMeanwhile` when the plan heeds answers and
    ///   one came in after it was made; `InvalidTransition` when a pair cannot go where the
    ///   plan wants it. Nothing is kept then.
    public func commit(_ commit: StepCommit) async throws {
        try await database.write { connection in
            let progress = commit.progress
            let held = try connection.execute(
                """
                UPDATE run SET state = $1, step_index = $2, page_cursor = $3, due_at = $4, attempt = $5, reason = $6,
                    lease_until = $7, finished_at = $8
                WHERE id = $9 AND epoch = $10 AND state = 'running'
                """,
                [
                    .text(progress.state.rawValue), .count(progress.stepIndex), .text(progress.cursor),
                    .instant(progress.dueAt), .count(progress.attempt), .text(progress.reason),
                    .instant(progress.leaseUntil), progress.state.isFinal ? .instant(progress.now) : .null,
                    .text(commit.run), .count(commit.epoch),
                ])
            guard held == 1 else { throw StaleClaim(id: commit.run) }
            if commit.heedsAnswers {
                let woken = try connection.row("SELECT woken FROM run WHERE id = $1", [.text(commit.run)]) {
                    $0.integer(0)
                }
                guard woken == 0 else { throw AnsweredMeanwhile(run: commit.run) }
            }
            if !commit.step.isEmpty { try connection.putStep(commit) }
            try connection.put(commit.asks, run: commit.run, step: commit.step)
            try connection.put(commit.messages)
            try connection.put(commit.leftOut, run: commit.run, step: commit.step)
            for proposal in commit.proposals { try connection.put(proposal, at: progress.now) }
            for request in commit.requests { try connection.put(request, run: commit.run, step: commit.step) }
            for advance in commit.advances { try connection.advance(advance, at: progress.now) }
            try connection.insert(
                into: "event", "run_id, step_id, name, person_id, happened_at",
                commit.events.map { event in
                    [
                        .text(commit.run), .text(commit.step), .text(event.name), .text(event.member.rawValue),
                        .instant(progress.now),
                    ]
                })
        }
    }
}

extension SQLConnection {
    fileprivate func putStep(_ commit: StepCommit) throws {
        let (state, reason): (String, String?) =
            switch commit.progress.stepEnd {
            case nil: (commit.progress.state == .waiting ? "waiting" : "running", commit.progress.reason)
            case .done: ("done", nil)
            case .skipped(let because): ("skipped", because)
            case .failed(let because): ("failed", because)
            }
        let now = SQLValue.instant(commit.progress.now)
        try execute(
            """
            INSERT INTO step (run_id, step_id, state, reason, outputs, started_at, finished_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (run_id, step_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
                outputs = CASE WHEN excluded.outputs = '{}' THEN step.outputs ELSE excluded.outputs END,
                finished_at = excluded.finished_at
            """,
            [
                .text(commit.run), .text(commit.step), .text(state), .text(reason),
                .text(JSONText.text(commit.outputs)), now, commit.progress.stepEnd == nil ? .null : now,
            ])
    }

    fileprivate func put(_ asks: [Ask], run: String, step: String) throws {
        try insert(
            into: "ask", "id, kind, person_id, subject, questionnaire, run_id, step_id, asked_at, expires_at, state",
            asks.map { ask in
                [
                    .text(ask.id), .text(ask.kind.rawValue), .text(ask.member.rawValue), .text(ask.subject),
                    .text(ask.questionnaire?.rawValue), .text(run), .text(step), .instant(ask.askedAt),
                    .instant(ask.expiresAt), .text(ask.state.rawValue),
                ]
            })
    }

    func put(_ messages: [OutboxMessage]) throws {
        try insert(
            into: "message",
            """
            id, run_id, job_id, step_id, part, person_id, channel, message, field_values, ask_id, purpose, \
            ignores_quiet_hours, state, due_at, attempts, expires_at, created_at, epoch, reason
            """,
            messages.map { message in
                [
                    .text(message.id), .text(message.run), .text(message.job), .text(message.step),
                    .text(message.part), .text(message.member.rawValue), .text(message.channel),
                    .text(message.message.rawValue), .text(JSONText.text(message.values)), .text(message.ask),
                    .text(message.purpose?.rawValue), .integer(message.ignoresQuietHours ? 1 : 0),
                    .text(message.state.rawValue), .instant(message.dueAt), 0, .instant(message.expiresAt),
                    .instant(message.createdAt), 0, .text(message.reason),
                ]
            })
    }

    fileprivate func put(_ people: [LeftOut], run: String, step: String) throws {
        try insert(
            into: "left_out", "run_id, step_id, person_id, gate, reason",
            people.map { person in
                [.text(run), .text(step), .text(person.member.rawValue), .text(person.gate), .text(person.reason)]
            })
    }

    fileprivate func put(_ proposal: PairingProposal, at now: Instant) throws {
        // A newcomer for whom something opened in the meantime keeps what they have: the unique index says so.
        try execute(
            """
            INSERT INTO pairing (id, newcomer, mentor, state, reasons, proposed_at, changed_at)
            VALUES ($1, $2, $3, 'proposed', $4, $5, $5) ON CONFLICT DO NOTHING
            """,
            [
                .text(proposal.id.rawValue), .text(proposal.newcomer.rawValue), .text(proposal.mentor.rawValue),
                .text(proposal.reasons.joined(separator: "\n")), .instant(now),
            ])
    }

    fileprivate func put(_ request: DecisionRequest, run: String, step: String) throws {
        try execute(
            """
            INSERT INTO decision_request (run_id, step_id, pairing_id, until, on_expire) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (run_id, step_id, pairing_id) DO NOTHING
            """,
            [
                .text(run), .text(step), .text(request.pairing.rawValue), .instant(request.until),
                .text(request.onExpire.rawValue),
            ])
    }

    /// Moves a pair; a move that was made already is none.
    func advance(_ advance: PairingAdvance, at now: Instant) throws {
        let id = SQLValue.text(advance.pairing.rawValue)
        guard
            let text = try row("SELECT state FROM pairing WHERE id = $1", [id], { $0.text(0) }),
            let state = PairingState(rawValue: text)
        else { return }
        let next = try state.after(advance.event)
        try execute(
            "UPDATE pairing SET state = $1, changed_at = $2 WHERE id = $3", [.text(next.rawValue), .instant(now), id])
        if next == .accepted, let pairing = try pairings([advance.pairing]).first {
            try note(
                EventName.pairingAccepted.rawValue, [pairing.newcomer, pairing.mentor],
                about: advance.pairing.rawValue, at: now)
        }
    }
}
