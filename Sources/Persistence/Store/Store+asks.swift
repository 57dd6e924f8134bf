public import Community
public import Messages
public import PluginKit
public import Scheduling

/// One answer as it is kept.
public struct AnswerRecord: Hashable, Sendable {
    public let question: String
    public let value: String
    public let visibility: Visibility

    public init(question: String, value: String, visibility: Visibility) {
        self.question = question
        self.value = value
        self.visibility = visibility
    }
}

/// What a reply changes besides the ask itself: all kept together.
public struct ReplyRecord: Sendable {
    public var answers: [AnswerRecord] = []
    /// Goals as the reply leaves them, and those that it sets.
    public var goals: [Goal] = []
    /// All of the person's goals as the reply was worked out from them; nil for a reply that changes none.
    public var goalsSeen: [Goal]?
    public var goalSteps: [(goal: GoalID, words: String)] = []
    public var ratings: [GoalRating] = []
    /// For a review of goals: how it ended.
    public var review: GoalReviewState.Event?
    /// For a question about a pair: how it is to go on.
    public var pairWish: PairWish?
    /// Whether they say that they have read the concern that it is about.
    public var hearsConcern = false
    /// Whether they would like somebody to be in touch; for a question about a pair its counselors are told.
    public var asksForCounselor = false
    /// What the answers come to.
    public var scores: [InstrumentScore] = []
    /// What of the answers asks for a person.
    public var signals: [SafetySignal] = []
    /// Who is told of that.
    public var ladder = SafetyLadder(rungs: [])
    /// What they chose for themselves by this answer, in place of what an earlier one to the same question chose; nil for a
    /// reply that says nothing about it.
    public var wishes: [CareWish]?
    /// The ask's answers as the reply was added to them; nil for one that takes their place.
    public var answersSeen: [AnswerRecord]?
    /// A digest of the form that brought it; nil for what no page sent.
    public var form: String?
    /// The reply that brought it, where a platform passed it on.
    public var received: ReceivedMark?
    /// What is said to that.
    public var messages: [OutboxMessage] = []

    public init() {}
}

/// Somebody's goals or answers changed while a reply was worked out from them: it is to be worked out again.
public struct ReplyOvertaken: Error {}

/// How a question stands that a message asks.
public struct AskStanding: Hashable, Sendable {
    public let state: AskState
    /// The pair that it is about, when it is about one.
    public let pair: PairingState?
    /// Whether it is about a concern that has come to its end, is gone, or lies between two who are kept apart by now.
    public let isOfPastConcern: Bool
}

extension Store {
    /// How the questions with these ids stand, of those that are kept.
    public func askStandings(_ ids: [String], at now: Instant) async throws -> [String: AskStanding] {
        guard !ids.isEmpty else { return [:] }
        return try await database.read { connection in
            var standings: [String: AskStanding] = [:]
            standings.reserveCapacity(ids.count)
            for chunk in StatementChunks.of(ids) {
                let found = try connection.rows(
                    """
                    SELECT a.id, a.state, p.state, CASE WHEN a.kind = 'concern' AND NOT EXISTS (
                            SELECT 1 FROM concern AS c WHERE c.id = a.subject AND c.ended_at IS NULL
                                AND NOT \(ConcernRows.isApart(at: "$1"))) THEN 1 ELSE 0 END
                    FROM ask AS a LEFT JOIN pairing AS p ON p.id = a.subject
                    WHERE a.id IN (\(connection.placeholders(chunk.count, from: 2)))
                    """, [.instant(now)] + chunk.map { .text($0) }
                ) { ($0.text(0), $0.text(1), $0.optionalText(2), $0.integer(3) == 1) }
                for (id, state, pair, isOfPastConcern) in found {
                    standings[id] = AskStanding(
                        state: AskState(rawValue: state) ?? .withdrawn, pair: pair.flatMap(PairingState.init),
                        isOfPastConcern: isOfPastConcern)
                }
            }
            return standings
        }
    }

    public func ask(_ id: String) async throws -> Ask? {
        try await database.read { connection in
            try connection.row("SELECT \(AskRows.columns) FROM ask WHERE id = $1", [.text(id)], AskRows.ask)
        }
    }

    /// The digest of the form that was kept last for an ask; nil for none.
    public func keptForm(ofAsk id: String) async throws -> String? {
        try await database.read { try $0.keptForm(ofAsk: id) }
    }

    /// What one step of one run has asked about subjects, such as pairs.
    public func subjectAsks(run: String, step: String) async throws -> [Ask] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(AskRows.columns) FROM ask WHERE run_id = $1 AND step_id = $2 AND subject IS NOT NULL
                ORDER BY asked_at, id
                """, [.text(run), .text(step)], AskRows.ask)
        }
    }

    /// Keeps a reply: the ask's new state, its answers, and what it does to the person's goals; and wakes the run that waits.
    ///
    /// Answers given before that the reply does not hold are taken away, and the others stay with their day.
    ///
    /// `expected`: For an invitation: where its pair has to stand; what came in between has settled it otherwise.
    ///
    /// - Returns: The state of the ask afterwards.
    /// - Throws: `InvalidTransition` when the ask takes no answer any more, `ReplyOvertaken` when another device was faster,
    ///   `AlreadyReceived` when the same reply was kept before; nothing is kept then.
    public func keepReply(
        _ reply: ReplyRecord, toAsk id: String, _ event: AskState.Event, whilePairIs expected: PairingState? = nil,
        at now: Instant
    ) async throws -> AskState {
        let kept = KeptReply(reply, toAsk: id, event, whilePairIs: expected, at: now)
        return try await database.write { try $0.keep(kept) }
    }

    /// Keeps several replies in one transaction, each whole or not at all: waiting for the disk once is what makes many of
    /// them quick.
    ///
    /// - Returns: What `keepReply` would have returned or thrown for each, in their order; the store's own error for all of
    ///   them where that failed, and then none of them is kept.
    public func keepReplies(_ replies: [KeptReply]) async -> [Result<AskState, any Error>] {
        do {
            return try await database.write { connection in
                try replies.map { reply in
                    try connection.execute("SAVEPOINT reply", [])
                    do {
                        let state = try connection.keep(reply)
                        try connection.execute("RELEASE SAVEPOINT reply", [])
                        return .success(state)
                    } catch let error
                        where error is InvalidTransition || error is ReplyOvertaken || error is AlreadyReceived
                    {
                        try connection.execute("ROLLBACK TO SAVEPOINT reply", [])
                        try connection.execute("RELEASE SAVEPOINT reply", [])
                        return .failure(error)
                    }
                }
            }
        } catch {
            return replies.map { _ in .failure(error) }
        }
    }

    /// The kept answers of one ask, by question.
    public func answers(toAsk id: String) async throws -> [AnswerRecord] {
        try await database.read { try $0.answers(toAsk: id) }
    }

    /// Asks by state, for a report of counts.
    public func countAsks(ofRun run: String) async throws -> [AskState: Int] {
        try await database.read { connection in
            let found = try connection.rows(
                "SELECT state, COUNT(*) FROM ask WHERE run_id = $1 GROUP BY state", [.text(run)]
            ) { (AskState(rawValue: $0.text(0)), $0.count(1)) }
            return Dictionary(found.compactMap { pair in pair.0.map { ($0, pair.1) } }) { $0 + $1 }
        }
    }
}

extension Store {
    /// The last time each person was asked how each of these pairs goes; at most one ask for a pair and a person.
    public func followUps(about pairs: [PairingID]) async throws -> [Ask] {
        try await database.read { connection in
            try StatementChunks.of(pairs).flatMap { chunk in
                try connection.rows(
                    """
                    SELECT \(AskRows.columns) FROM ask AS a
                    WHERE a.kind = 'pair-follow-up' AND a.subject IN (\(connection.placeholders(chunk.count)))
                        AND NOT EXISTS (
                            SELECT 1 FROM ask AS later WHERE later.subject = a.subject AND later.kind = a.kind
                                AND later.person_id = a.person_id
                                AND (later.asked_at > a.asked_at OR (later.asked_at = a.asked_at AND later.id > a.id)))
                    ORDER BY a.subject, a.person_id
                    """, chunk.map { .text($0.rawValue) }, AskRows.ask)
            }
        }
    }

    /// Every question about these pairs, with what was said to it, oldest first.
    public func pairWishes(about pairs: [PairingID]) async throws -> [PairWishFact] {
        try await database.read { connection in
            let found = try StatementChunks.of(pairs).flatMap { chunk in
                try connection.rows(
                    """
                    SELECT \(AskRows.columns(of: "a")), w.value FROM ask AS a
                    LEFT JOIN answer AS w ON w.ask_id = a.id AND w.question = '\(PairWish.question)'
                    WHERE a.kind = 'pair-follow-up' AND a.subject IN (\(connection.placeholders(chunk.count)))
                    """, chunk.map { .text($0.rawValue) }
                ) { PairWishFact(ask: AskRows.ask($0), wish: $0.optionalText(11).flatMap(PairWish.init)) }
            }
            return found.sorted { ($0.ask.askedAt, $0.ask.id) < ($1.ask.askedAt, $1.ask.id) }
        }
    }

    /// When people gave check-ins with a low answer that their care team may read, by person and in order.
    ///
    /// `questions`: Those that count.
    /// `most`: An answer of at most this number is low.
    public func lowCheckIns(
        of members: [MemberID], questions: [String], atMost most: Int, since: Instant
    ) async throws -> [MemberID: [Instant]] {
        guard !questions.isEmpty, !members.isEmpty else { return [:] }
        return try await database.read { connection in
            let known = Set(members)
            let found = try connection.rows(
                """
                SELECT ask.id, ask.person_id, answer.answered_at, answer.value
                FROM answer JOIN ask ON ask.id = answer.ask_id
                WHERE answer.answered_at >= $1 AND ask.kind = 'check-in' AND answer.visibility <> 'me'
                    AND answer.question IN (\(connection.placeholders(questions.count, from: 2)))
                ORDER BY answer.answered_at, ask.id
                """, [.instant(since)] + questions.map { .text($0) }
            ) { (ask: $0.text(0), member: MemberID($0.text(1)), at: $0.instant(2), value: Int($0.text(3))) }
            var seen: Set<String> = []
            var low: [MemberID: [Instant]] = [:]
            for answer in found where known.contains(answer.member) {
                guard let value = answer.value, value <= most, seen.insert(answer.ask).inserted else { continue }
                low[answer.member, default: []].append(answer.at)
            }
            return low
        }
    }
}

extension SQLConnection {
    /// Does with a pair what one of the two wishes, and tells counselors where they are needed.
    func keep(_ reply: ReplyRecord, about ask: Ask, at now: Instant) throws {
        guard let subject = ask.subject, let pairing = try pairings([PairingID(subject)]).first else { return }
        guard pairing.state.isStanding else {
            throw InvalidTransition(from: pairing.state.rawValue, event: reply.pairWish?.rawValue ?? "answer")
        }
        if let wish = reply.pairWish {
            let last = try row(
                "SELECT done_by, done_at FROM pairing_step WHERE pairing_id = $1 ORDER BY place DESC LIMIT 1",
                [.text(subject)]
            ) { (by: $0.optionalText(0), at: $0.instant(1)) }
            let isFurther = last.map { $0.by != ask.member.rawValue || ask.askedAt > $0.at } ?? true
            if let event = wish.event(in: pairing.state, isFurtherWord: isFurther) {
                try move(pairing, event, by: ask.member.rawValue, at: now)
            }
        }
        if reply.asksForCounselor || reply.pairWish?.asksForCounselor == true {
            try tell(StaffNotice(to: .counselor, see: "show \(subject)", key: "\(subject) \(ask.id)"), at: now)
        }
    }
}

/// Reads asks from rows.
enum AskRows {
    static let columns = """
        id, kind, person_id, subject, questionnaire, asked_at, expires_at, state, answered_at, questionnaire_version, \
        snoozes
        """

    /// The same of a table that the statement calls `name`.
    static func columns(of name: String) -> String {
        columns.split(separator: ", ").map { "\(name).\($0)" }.joined(separator: ", ")
    }

    /// Whether a message brought one to its reader.
    static func hasReached(_ ask: String) -> String {
        """
        (\(ask).reached = 1 OR EXISTS (
            SELECT 1 FROM message AS m WHERE m.run_id = \(ask).run_id AND m.step_id = \(ask).step_id
                AND m.person_id = \(ask).person_id AND m.state = 'delivered'))
        """
    }

    static func ask(_ row: any SQLRow) -> Ask {
        Ask(
            id: row.text(0), kind: Ask.Kind(rawValue: row.text(1)) ?? .checkIn, member: MemberID(row.text(2)),
            subject: row.optionalText(3), questionnaire: row.optionalText(4).map { QuestionnaireID($0) },
            questionnaireVersion: row.optionalText(9), askedAt: row.instant(5), expiresAt: row.instant(6),
            state: AskState(rawValue: row.text(7)) ?? .withdrawn, answeredAt: row.optionalInstant(8),
            snoozes: row.count(10))
    }
}
