import Community
import Messages
import PluginKit
import Scheduling

/// What became of one plan that was to be written.
public enum CommitOutcome: Sendable {
    case kept
    /// Nothing of it was kept: `StaleClaim`, `AnsweredMeanwhile`, `ContactedMeanwhile` or `InvalidTransition`. With a
    /// `StoreError` nobody knows.
    case refused(any Error)
}

extension Store {
    /// Writes one plan: effects, outbox rows and the run's progress, all or nothing.
    ///
    /// - Throws: What the other form tells as `refused`.
    public func commit(_ commit: StepCommit) async throws {
        guard case .refused(let error)? = await self.commit([commit]).first else { return }
        throw error
    }

    /// Writes plans of different runs: of each its effects, outbox rows and the run's progress, all or nothing.
    ///
    /// Those that only move their runs on go together in one transaction, as waiting for the disk once is what makes many of
    /// them quick; a plan with effects has one of its own. Planned a second time after a crash, the same plan adds nothing:
    /// the tables hold one row for a run, a step, a person and what it is about.
    ///
    /// - Returns: What became of each, in their order: refused as `StaleClaim` when another worker holds the run by now,
    ///   `AnsweredMeanwhile` when the plan heeds answers and one came in after it was made, `ContactedMeanwhile` when
    ///   somebody in it was written to by another run since, `InvalidTransition` when a pair cannot go where the plan wants it;
    ///   with the store's own error where that failed, which says nothing of the plans that were kept before.
    public func commit(_ commits: [StepCommit]) async -> [CommitOutcome] {
        var outcomes = commits.map { _ in CommitOutcome.kept }
        let plain = commits.indices.filter { !commits[$0].hasEffects }
        if !plain.isEmpty {
            do {
                let moving = plain.count == commits.count ? commits : plain.map { commits[$0] }
                let moved = try await database.writeRowByRow { try $0.move(try $0.withoutErased(moving)) }
                for (index, outcome) in zip(plain, moved) { outcomes[index] = outcome }
            } catch {
                for index in plain { outcomes[index] = .refused(error) }
            }
        }
        for index in commits.indices where commits[index].hasEffects {
            let commit = commits[index]
            do {
                try await database.write { connection in
                    for commit in try connection.withoutErased([commit]) { try connection.write(commit) }
                }
            } catch {
                outcomes[index] = .refused(error)
            }
        }
        return outcomes
    }
}

extension SQLConnection {
    /// Moves runs on whose plans have no effects.
    fileprivate func move(_ commits: [StepCommit]) throws -> [CommitOutcome] {
        let isPlain = commits.map(\.isPlainEnd)
        let ends = isPlain.allSatisfy(\.self) ? commits : zip(commits, isPlain).filter(\.1).map(\.0)
        let others = ends.count == commits.count ? [] : zip(commits, isPlain).filter { !$0.1 }.map(\.0)
        // As sets: a server's work around a statement is more than that for a row.
        var held: Set<String> = []
        held.reserveCapacity(commits.count)
        for chunk in StatementChunks.padded(ends, lengths: CommitTexts.lengths) {
            var arguments: [SQLValue] = []
            arguments.reserveCapacity(chunk.count * CommitTexts.endTypes.count)
            for commit in chunk { commit.addEndArguments(to: &arguments) }
            for id in try rows(CommitTexts.end[chunk.count] ?? "", arguments, { $0.text(0) }) { held.insert(id) }
        }
        for chunk in StatementChunks.padded(others, lengths: CommitTexts.lengths) {
            held.formUnion(
                try rows(CommitTexts.move[chunk.count] ?? "", chunk.flatMap(\.runArguments)) { $0.text(0) })
        }
        let kept = others.filter { held.contains($0.run) }
        try putSteps(kept.filter { !$0.step.isEmpty })
        for commit in kept {
            if let wait = commit.waitsFor {
                try execute(
                    """
                    INSERT INTO run_wait (run_id, event, person_id) VALUES ($1, $2, $3)
                    ON CONFLICT (run_id) DO UPDATE SET event = excluded.event, person_id = excluded.person_id
                    """, [.text(commit.run), .text(wait.event), .text(wait.member?.rawValue ?? "")])
            }
            if commit.endsWait { try execute("DELETE FROM run_wait WHERE run_id = $1", [.text(commit.run)]) }
            if let end = commit.attemptEnd {
                try noteAttempt(commit.run, end.outcome, reason: end.reason, at: commit.progress.now)
            }
        }
        if held.count == commits.count { return commits.map { _ in .kept } }
        return try commits.map { held.contains($0.run) ? .kept : .refused(try refusal(of: $0)) }
    }

    /// Why a run did not move: its claim is gone, or an answer came in.
    private func refusal(of commit: StepCommit) throws -> any Error {
        let isHeld = try row(
            "SELECT 1 FROM run WHERE id = $1 AND epoch = $2 AND state = 'running'",
            [.text(commit.run), .count(commit.epoch)]
        ) { _ in true }
        return isHeld == nil ? StaleClaim(id: commit.run) : AnsweredMeanwhile(run: commit.run)
    }

    /// Writes one plan, or throws why none of it may be kept.
    fileprivate func write(_ commit: StepCommit) throws {
        if case .refused(let error)? = try move([commit]).first { throw error }
        try checkContacts(of: commit)
        let now = commit.progress.now
        for questionnaire in commit.questionnaires { try put(questionnaire) }
        try put(commit.asks, run: commit.run, step: commit.step)
        try put(try withoutSecondReflections(commit.messages, commit.asks))
        if !commit.messages.isEmpty { wakeOthers() }
        try put(commit.leftOut, run: commit.run, step: commit.step)
        for proposal in commit.proposals { try put(proposal, at: now) }
        for request in commit.requests { try put(request, run: commit.run, step: commit.step) }
        for advance in commit.advances { try self.advance(advance, at: now) }
        for mentor in commit.rests { try rest(mentor, by: nil, at: now) }
        for notice in commit.notices { try tell(notice, at: now) }
        try note(commit.events, run: commit.run, step: commit.step, at: now)
    }

    /// Throws when somebody whom the plan writes to has had other messages than the plan counted with.
    private func checkContacts(of commit: StepCommit) throws {
        guard let counted = commit.counted, let first = counted.counts.keys.min(), let last = counted.counts.keys.max()
        else { return }
        let found = try messageCounts(from: first, to: last, day: counted.day, week: counted.week)
        for (member, count) in counted.counts where found[member] ?? MessageCount(day: 0, week: 0) != count {
            throw ContactedMeanwhile(run: commit.run, member: member)
        }
    }
}

extension StepCommit {
    /// Whether it writes more than the run, its step and its attempt.
    fileprivate var hasEffects: Bool {
        !asks.isEmpty || !messages.isEmpty || !leftOut.isEmpty || !proposals.isEmpty || !requests.isEmpty
            || !advances.isEmpty || !rests.isEmpty || !notices.isEmpty || !events.isEmpty
    }

    /// Whether it ends the run, and the run's own row can say all of it.
    public var isPlainEnd: Bool {
        isFirstWord && progress.state == .succeeded && progress.stepEnd == .done && progress.reason == nil
            && outputs.isEmpty && waitsFor == nil && !endsWait && attemptEnd == nil && !hasEffects
    }

    fileprivate func addEndArguments(to arguments: inout [SQLValue]) {
        arguments.append(.count(progress.stepIndex))
        arguments.append(.instant(progress.now))
        arguments.append(.text(step))
        arguments.append(.text(run))
        arguments.append(.count(epoch))
        arguments.append(.count(heedsAnswers ? 0 : 1))
    }

    fileprivate var runArguments: [SQLValue] {
        [
            .text(progress.state.rawValue), .count(progress.stepIndex), .text(progress.cursor),
            .instant(progress.dueAt),
            .count(progress.attempt), .count(progress.state == .waiting ? 1 : 0), .text(progress.reason),
            .instant(progress.leaseUntil), progress.state.isFinal ? .instant(progress.now) : .null, .text(run),
            .count(epoch), .count(heedsAnswers ? 0 : 1),
        ]
    }

    fileprivate var stepArguments: [SQLValue] {
        let (state, reason): (String, String?) =
            switch progress.stepEnd {
            case nil: (progress.state == .waiting ? "waiting" : "running", progress.reason)
            case .done: ("done", nil)
            case .skipped(let because): ("skipped", because)
            case .failed(let because): ("failed", because)
            }
        let now = SQLValue.instant(progress.now)
        return [
            .text(run), .text(step), .text(state), .text(reason), .text(JSONText.text(outputs)), now,
            progress.stepEnd == nil ? .null : now,
        ]
    }
}

extension SQLConnection {
    /// Notes how far steps of different runs have come.
    fileprivate func putSteps(_ commits: [StepCommit]) throws {
        for chunk in StatementChunks.of(commits, lengths: CommitTexts.lengths) {
            try execute(CommitTexts.putSteps[chunk.count] ?? "", chunk.flatMap(\.stepArguments))
        }
    }

    fileprivate func put(_ asks: [Ask], run: String, step: String) throws {
        try insert(
            into: "ask",
            """
            id, kind, person_id, subject, questionnaire, questionnaire_version, run_id, step_id, asked_at, expires_at, state
            """,
            asks.map { ask in
                [
                    .text(ask.id), .text(ask.kind.rawValue), .text(ask.member.rawValue), .text(ask.subject),
                    .text(ask.questionnaire?.rawValue), .text(ask.questionnaireVersion), .text(run), .text(step),
                    .instant(ask.askedAt),
                    .instant(ask.expiresAt), .text(ask.state.rawValue),
                ]
            })
    }

    /// Those messages whose question is there: of a meeting that another run asked about meanwhile it is not.
    fileprivate func withoutSecondReflections(_ messages: [OutboxMessage], _ asks: [Ask]) throws -> [OutboxMessage] {
        let planned = asks.filter { $0.kind == .reflection }.map(\.id)
        if planned.isEmpty { return messages }
        var gone = Set(planned)
        for chunk in StatementChunks.of(planned) {
            gone.subtract(
                try rows(
                    "SELECT id FROM ask WHERE id IN (\(placeholders(chunk.count)))", chunk.map { .text($0) }
                ) { $0.text(0) })
        }
        return messages.filter { !($0.ask.map(gone.contains) ?? false) }
    }

    fileprivate func put(_ people: [LeftOut], run: String, step: String) throws {
        try insert(
            into: "left_out", "run_id, step_id, person_id, gate, reason",
            people.map { person in
                [.text(run), .text(step), .text(person.member.rawValue), .text(person.gate), .text(person.reason)]
            })
    }

    fileprivate func put(_ proposal: PairingProposal, at now: Instant) throws {
        let pairing = Pairing(
            id: proposal.id, newcomer: proposal.newcomer, mentor: proposal.mentor, reasons: proposal.reasons,
            proposedAt: now)
        // Somebody may have paused, or a place been taken, since it was planned: the newcomer waits for the next round.
        if try obstacle(to: pairing, at: now) != nil { return }
        // A newcomer for whom something opened in the meantime keeps what they have: the unique index says so.
        let added = try execute(
            """
            INSERT INTO pairing (id, newcomer, mentor, state, reasons, explanation, proposed_at, changed_at)
            VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $6) ON CONFLICT DO NOTHING
            """,
            [
                .text(proposal.id.rawValue), .text(proposal.newcomer.rawValue), .text(proposal.mentor.rawValue),
                .text(proposal.reasons.joined(separator: "\n")), .text(proposal.explanation?.json ?? ""), .instant(now),
            ])
        if added > 0 { try note("propose", of: pairing, by: nil, because: nil, at: now) }
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

    /// Moves a pair; one that cannot go on by now is withdrawn where it was to be asked about.
    func advance(_ advance: PairingAdvance, at now: Instant) throws {
        guard let pairing = try pairings([advance.pairing]).first else { return }
        if advance.event == .askNewcomer || advance.event == .askMentor,
            let obstacle = try obstacle(to: pairing, at: now)
        {
            // The move itself still has to be one: a stale plan is told so.
            _ = try pairing.state.after(advance.event)
            try move(pairing, .withdraw, because: obstacle.reason, at: now)
            return
        }
        try move(pairing, advance.event, because: advance.reason, at: now)
    }
}
