public import Community
public import Messages
import PluginKit
public import Scheduling

/// One kept answer with when it was asked for, for its giver's own course.
public struct DatedAnswer: Hashable, Sendable {
    public let question: String
    public let value: String
    /// When it was asked; when it was given, for one that came late.
    public let at: Instant

    public init(question: String, value: String, at: Instant) {
        self.question = question
        self.value = value
        self.at = at
    }
}

extension Store {
    /// The questions as they were when a version of them was asked; nil when it is not kept.
    public func questionnaire(version: String) async throws -> Questionnaire? {
        try await database.read { connection in
            try connection.row(
                "SELECT body FROM questionnaire_version WHERE version = $1", [.text(version)]
            ) { JSONText.questionnaire($0.text(0)) } ?? nil
        }
    }

    /// What somebody answered to one questionnaire since an instant, oldest first; scores under their variants.
    public func datedAnswers(
        of member: MemberID, to questionnaire: QuestionnaireID, since: Instant
    ) async throws -> [DatedAnswer] {
        try await database.read { connection in
            // Each half starts from the person: SQLite would gather the answers of everybody before it joined them otherwise.
            let given = { (name: String, value: String, table: String) in
                """
                SELECT a.id AS id, g.\(name) AS name, \(value) AS value,
                    CASE WHEN a.state = 'late' THEN a.answered_at ELSE a.asked_at END AS at
                FROM ask AS a JOIN \(table) AS g ON g.ask_id = a.id
                WHERE a.person_id = $1 AND a.questionnaire = $2 AND a.asked_at >= $3
                    AND a.state IN ('answered', 'late')
                """
            }
            return try connection.rows(
                """
                SELECT name, value, at FROM (
                    \(given("question", "g.value", "answer"))
                    UNION ALL \(given("variant", "CAST(g.value AS TEXT)", "score"))
                ) AS given ORDER BY at, id, name
                """, [.text(member.rawValue), .text(questionnaire.rawValue), .instant(since)]
            ) { DatedAnswer(question: $0.text(0), value: $0.text(1), at: $0.instant(2)) }
        }
    }

    /// The scores of one ask.
    public func scores(ofAsk id: String) async throws -> [InstrumentScore] {
        try await database.read { connection in
            try connection.rows(
                "SELECT variant, value, band, missing FROM score WHERE ask_id = $1 ORDER BY variant", [.text(id)]
            ) {
                InstrumentScore(
                    variant: $0.text(0), value: $0.count(1), band: $0.optionalText(2), missing: $0.count(3))
            }
        }
    }

    /// What somebody is asked and has not answered, the newest first.
    public func openAsks(of member: MemberID, at now: Instant) async throws -> [Ask] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(AskRows.columns) FROM ask WHERE person_id = $1 AND state = 'open' AND expires_at > $2
                ORDER BY asked_at DESC, id
                """, [.text(member.rawValue), .instant(now)], AskRows.ask)
        }
    }

    /// Puts an ask off: what was to remind of it is let go, and `message` goes at its time instead.
    ///
    /// `form`: The digest of the form that says so; when it was the last one that did, nothing is changed.
    ///
    /// - Throws: `InvalidTransition` when it cannot be put off any more, or not for so long; nothing is changed then.
    ///   `AlreadyReceived` when the reply that says so did so before.
    public func snooze(
        _ id: String, _ snooze: Snooze, sending message: OutboxMessage?, received: ReceivedMark? = nil,
        form: String? = nil, at now: Instant
    ) async throws {
        try await database.write { connection in
            if let received { try connection.note(received, at: now) }
            let asked = try connection.row(
                "SELECT \(AskRows.columns) FROM ask WHERE id = $1 \(connection.waitingLockClause)", [.text(id)],
                AskRows.ask)
            if let form, try connection.keptForm(ofAsk: id) == form { return }
            guard let ask = asked, Snooze.offered(for: ask, at: now).contains(snooze)
            else { throw InvalidTransition(from: "ask", event: "later") }
            try connection.execute(
                "UPDATE ask SET snoozes = snoozes + 1, form = $1 WHERE id = $2", [.text(form), .text(id)])
            try connection.noteAnswer(of: ask.member, at: now)
            try connection.letGo(
                because: "they asked to be asked later", at: now, where: "person_id = $3 AND ask_id = $4",
                [.text(ask.member.rawValue), .text(id)])
            if let message {
                try connection.put([message])
                connection.wakeOthers()
            }
        }
    }
}

extension SQLConnection {
    /// The digest of the form that was kept last for an ask; nil for none.
    func keptForm(ofAsk id: String) throws -> String? {
        try row("SELECT form FROM ask WHERE id = $1", [.text(id)]) { $0.optionalText(0) } ?? nil
    }

    func put(_ questionnaire: Questionnaire) throws {
        try execute(
            """
            INSERT INTO questionnaire_version (version, questionnaire, body) VALUES ($1, $2, $3)
            ON CONFLICT (version) DO NOTHING
            """,
            [
                .text(questionnaire.version), .text(questionnaire.id.rawValue), .text(JSONText.text(questionnaire)),
            ])
    }

    /// Keeps an ask's scores in the place of those that it had.
    func keep(_ scores: [InstrumentScore], ofAsk id: String) throws {
        try execute("DELETE FROM score WHERE ask_id = $1", [.text(id)])
        for score in scores {
            try execute(
                "INSERT INTO score (ask_id, variant, value, band, missing) VALUES ($1, $2, $3, $4, $5)",
                [.text(id), .text(score.variant), .count(score.value), .text(score.band), .count(score.missing)])
        }
    }
}
