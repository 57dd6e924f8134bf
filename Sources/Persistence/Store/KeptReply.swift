public import Community
import PluginKit
public import Scheduling

/// A reply to one ask as it is to be kept; see `Store.keepReply`.
public struct KeptReply: Sendable {
    let reply: ReplyRecord
    let id: String
    let event: AskState.Event
    let expected: PairingState?
    let now: Instant

    public init(
        _ reply: ReplyRecord, toAsk id: String, _ event: AskState.Event, whilePairIs expected: PairingState? = nil,
        at now: Instant
    ) {
        self.reply = reply
        self.id = id
        self.event = event
        self.expected = expected
        self.now = now
    }
}

extension SQLConnection {
    /// Keeps one reply, or throws what `Store.keepReply` does.
    func keep(_ kept: KeptReply) throws -> AskState {
        let (reply, id, event, expected, now) = (kept.reply, kept.id, kept.event, kept.expected, kept.now)
        guard
            var ask = try row(
                "SELECT \(AskRows.columns) FROM ask WHERE id = $1 \(waitingLockClause)", [.text(id)], AskRows.ask)
        else { throw InvalidTransition(from: "unknown", event: "\(event)") }
        if let expected {
            let state = try row(
                "SELECT state FROM pairing WHERE id = $1", [.text(ask.subject)], { $0.text(0) })
            guard state == expected.rawValue else {
                throw InvalidTransition(from: state ?? "unknown", event: "\(event)")
            }
        }
        if ask.state == .open, ask.expiresAt <= now { ask.state = try ask.state.after(.windowEnded) }
        let before = ask.state
        let state = try before.after(event)
        try execute(
            "UPDATE ask SET state = $1, answered_at = $2, form = $3 WHERE id = $4",
            [.text(state.rawValue), .instant(now), .text(reply.form), .text(id)])
        try noteAnswer(of: ask.member, at: now)
        if ask.kind == .checkIn {
            try note(EventName.checkInAnswered.rawValue, [ask.member], about: id, at: now)
        }
        if let received = reply.received { try note(received, at: now) }
        let isFirst = ask.answeredAt == nil
        let standing = isFirst ? [] : try answers(toAsk: id)
        if let seen = reply.answersSeen, standing != seen { throw ReplyOvertaken() }
        try put(reply.messages)
        // An answer that stays as it was stays on the day when it was given.
        for answer in standing where !reply.answers.contains(answer) {
            try execute(
                "DELETE FROM answer WHERE ask_id = $1 AND question = $2", [.text(id), .text(answer.question)])
        }
        for answer in reply.answers where !standing.contains(answer) {
            try execute(
                "INSERT INTO answer (ask_id, question, value, visibility, answered_at) VALUES ($1, $2, $3, $4, $5)",
                [
                    .text(id), .text(answer.question), .text(answer.value), .text(answer.visibility.rawValue),
                    .instant(now),
                ])
        }
        if !isFirst || !reply.scores.isEmpty { try keep(reply.scores, ofAsk: id) }
        if !reply.signals.isEmpty {
            try raise(reply.signals, about: ask.member, ask: id, ladder: reply.ladder, at: now)
        }
        if let wishes = reply.wishes { try keep(wishes, by: ask, at: now) }
        if let seen = reply.goalsSeen {
            let standing = try self.goals(of: [ask.member], in: GoalState.allCases)[ask.member] ?? []
            guard standing == seen else { throw ReplyOvertaken() }
        }
        if let end = reply.review { try endReview(id, of: ask.member, end, was: before, at: now) }
        for goal in reply.goals { try put(goal) }
        for step in reply.goalSteps { try putGoalStep(step.goal, words: step.words, at: now) }
        for rating in reply.ratings { try put(rating) }
        if ask.kind == .pairFollowUp { try keep(reply, about: ask, at: now) }
        if reply.hearsConcern, let subject = ask.subject {
            let person = try people([ask.member])[ask.member]
            guard let person, try move(ConcernID(subject), .hear, by: person, at: now) != nil else {
                throw InvalidTransition(from: "gone", event: "hear")
            }
        }
        if ask.kind == .mentorRest, event == .answer {
            try liftRest(of: ask.member, by: ask.member.rawValue, at: now)
        }
        wakeOthers()
        // Only a question about a pair has a run that waits for it.
        guard ask.subject != nil else { return state }
        try execute(
            """
            UPDATE run SET woken = 1, due_at = CASE WHEN state = 'waiting' AND due_at > $1 THEN $1 ELSE due_at END
            WHERE state IN ('waiting', 'running')
                AND id = (SELECT run_id FROM ask WHERE id = $2)
            """, [.instant(now), .text(id)])
        return state
    }
}
