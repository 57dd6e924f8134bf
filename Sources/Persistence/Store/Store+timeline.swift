public import Community
public import Messages
public import PluginKit
public import Scheduling

/// One thing that the program did for somebody, or did not do, or that they did.
public struct TimelineEntry: Sendable {
    public let at: Instant
    public let what: What

    public enum What: Sendable {
        case asked(Ask)
        /// With every answer that is kept, whoever may read it.
        case answered(Ask, [AnswerRecord])
        case message(TimelineMessage)
        case leftOut(job: JobID, gate: String, reason: String)
    }
}

/// A message as a timeline tells it: nothing of what it says.
public struct TimelineMessage: Hashable, Sendable {
    public let id: String
    public let message: MessageID
    public let job: String
    public let via: String
    public let state: DeliveryState
    public let endedAt: Instant?
    public let reason: String?
}

extension Store {
    /// What was planned for somebody, sent, answered and not sent since an instant, oldest first.
    ///
    /// Reads along indexes: two years of weekly check-ins take a few milliseconds. Only `leftOut` looks at every run
    /// since then.
    public func timeline(of id: MemberID, since: Instant) async throws -> [TimelineEntry] {
        try await database.read { connection in
            let arguments: [SQLValue] = [.text(id.rawValue), .instant(since)]
            let asks = try connection.rows(
                "SELECT \(AskRows.columns) FROM ask WHERE person_id = $1 AND asked_at >= $2 ORDER BY asked_at, id",
                arguments, AskRows.ask)
            let answers = Dictionary(
                grouping: try connection.rows(
                    """
                    SELECT ask_id, question, value, visibility FROM answer
                    WHERE ask_id IN (SELECT id FROM ask WHERE person_id = $1 AND asked_at >= $2)
                    ORDER BY ask_id, question
                    """, arguments
                ) { row in
                    (
                        ask: row.text(0),
                        answer: AnswerRecord(
                            question: row.text(1), value: row.text(2),
                            visibility: Visibility(rawValue: row.text(3)) ?? .me)
                    )
                }, by: \.ask)
            var entries = asks.map { TimelineEntry(at: $0.askedAt, what: .asked($0)) }
            for ask in asks {
                guard let at = ask.answeredAt else { continue }
                entries.append(
                    TimelineEntry(at: at, what: .answered(ask, (answers[ask.id] ?? []).map(\.answer))))
            }
            entries += try connection.rows(
                """
                SELECT created_at, id, message, job_id, via, state, finished_at, reason FROM message
                WHERE person_id = $1 AND created_at >= $2 ORDER BY created_at, id
                """, arguments
            ) { row in
                TimelineEntry(
                    at: row.instant(0),
                    what: .message(
                        TimelineMessage(
                            id: row.text(1), message: MessageID(row.text(2)), job: row.text(3), via: row.text(4),
                            state: DeliveryState(rawValue: row.text(5)) ?? .dead, endedAt: row.optionalInstant(6),
                            reason: row.optionalText(7))))
            }
            for isOpen in [0, 1] {
                entries += try connection.rows(
                    """
                    SELECT r.nominal, r.job_id, l.gate, l.reason
                    FROM run AS r JOIN step AS s ON s.run_id = r.id
                        JOIN left_out AS l ON l.run_id = s.run_id AND l.step_id = s.step_id AND l.person_id = $1
                    WHERE r.is_open = \(isOpen) AND r.created_at >= $2 ORDER BY r.created_at, r.id, s.step_id
                    """, arguments
                ) { row in
                    TimelineEntry(
                        at: row.instant(0),
                        what: .leftOut(job: JobID(row.text(1)), gate: row.text(2), reason: row.text(3)))
                }
            }
            return entries.enumerated().sorted { ($0.1.at, $0.0) < ($1.1.at, $1.0) }.map(\.1)
        }
    }
}
