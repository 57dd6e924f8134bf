/// What is kept of somebody's quiet when the asks and messages are removed that tell of it.
///
/// Somebody is quiet until they answer, and no support ends because a row was old. So what `retention` removes leaves its
/// instant behind where its reader has not answered since, which is a few rows for each person who is quiet and none for
/// others; `noteAnswer` removes them. Nothing is written while the program asks and sends.
enum QuietTraces {
    /// Whether somebody has answered nothing since `instant`.
    static func isQuiet(_ person: String, since instant: String) -> String {
        "NOT EXISTS (SELECT 1 FROM last_answer AS l WHERE l.person_id = \(person) AND l.at >= \(instant))"
    }

    /// Whether a message was sent, or is on its way.
    static func wentOut(_ message: String) -> String { "\(message).state NOT IN ('cancelled', 'expired', 'dead')" }

    /// A message `t` that leaves something behind: also an invitation to look at goals, whoever answered what since.
    static let message = PrunePart.Keeping(
        condition: """
            \(wentOut("t")) AND (t.purpose = 'goals'
                OR ((t.ask_id IS NOT NULL OR t.purpose = 'check_in') AND \(isQuiet("t.person_id", since: "t.created_at"))))
            """,
        statements: [
            """
            UPDATE ask SET reached = 1 WHERE id = (SELECT ask_id FROM message WHERE id = $1 AND state = 'delivered')
                AND reached = 0 AND kind IN ('check-in', 'goal-review') AND state IN ('open', 'expired')
            """,
            """
            INSERT INTO quiet_trace (person_id, at, what)
            SELECT m.person_id, m.created_at, m.message FROM message AS m
            WHERE m.id = $1 AND m.purpose = 'check_in' AND \(isQuiet("m.person_id", since: "m.created_at"))
                AND NOT EXISTS (SELECT 1 FROM ask AS a WHERE a.id = m.ask_id AND a.kind <> 'care')
            ON CONFLICT DO NOTHING
            """,
        ])

    /// A check-in `a` that leaves something behind.
    static let isOfQuiet = """
        a.kind = 'check-in' AND a.state IN ('open', 'expired') AND \(isQuiet("a.person_id", since: "a.asked_at"))
        """

    static let ofAsk = """
        INSERT INTO quiet_trace (person_id, at, what, ends_at)
        SELECT a.person_id, a.asked_at, a.id, a.expires_at FROM ask AS a WHERE a.id = $1 AND \(AskRows.hasReached("a"))
        ON CONFLICT DO NOTHING
        """
}
