public import Community
import PluginKit
public import Scheduling

/// Why nothing was changed about a concern.
public enum ConcernRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing was written.
    case empty
    /// The two are neither a pair nor in contact here, or are not to be brought together.
    case notAcquainted
    /// One that they raised with the same person stands.
    case stands(ConcernID)
    /// Somebody else decides on that.
    case notTheirs
    /// Whoever would raise it is held here no longer.
    case gone

    public var description: String {
        switch self {
        case .empty: "nothing was written; any of the four parts is enough"
        case .notAcquainted:
            "the two do not know each other here, and nobody is told of something by people they do not know; it can go to "
                + "the team"
        case .stands(let id): "\(id) stands between the two; it can be settled, taken back, or given to the team first"
        case .notTheirs: "somebody else decides on that"
        case .gone: "whoever would raise it is held here no longer"
        }
    }
}

extension Store {
    /// For so long people who were in contact know each other.
    public static let acquaintance: Duration = .seconds(90 * 86_400)

    /// Whom somebody knows here: those they are paired with, and those they were in contact with; by id.
    ///
    /// Without those who are not here, and without everybody whom they are not to be brought together with.
    public func acquaintances(of member: MemberID, at now: Instant) async throws -> [Member] {
        try await database.read { connection in
            try connection.acquaintances(of: member, at: now).values.sorted { $0.id < $1.id }
        }
    }

    /// Keeps a concern, and tells the job that tells whoever is to read it first; or keeps nothing when the same stands.
    ///
    /// `signals`: What of its words asks for a person; whoever raised it is looked in on, and it stays held.
    /// - Returns: What stands now: the same again where they sent it twice.
    /// - Throws: `ConcernRefusal`; nothing is kept then.
    public func raise(
        _ concern: Concern, signals: [SafetySignal] = [], ask: String? = nil, ladder: SafetyLadder
    ) async throws -> Concern {
        guard !concern.words.isEmpty else { throw ConcernRefusal.empty }
        return try await database.write { connection in
            let now = concern.raisedAt
            guard let raiser = try connection.people([concern.raisedBy])[concern.raisedBy] else {
                throw ConcernRefusal.gone
            }
            let own = try connection.rows(
                "SELECT \(ConcernRows.columns) FROM concern WHERE raised_by = $1 AND ended_at IS NULL ORDER BY id",
                [.text(concern.raisedBy.rawValue)], ConcernRows.concern)
            if let same = own.first(where: { $0.words == concern.words && $0.first == concern.first }) { return same }
            if let told = concern.told {
                if let standing = own.first(where: { $0.told == told }) { throw ConcernRefusal.stands(standing.id) }
                // Whoever works here knows those who are here by name.
                let known =
                    try raiser.seesNames
                    ? connection.tellable([told], by: raiser.id, at: now)
                    : connection.acquaintances(of: raiser.id, at: now)
                guard known[told] != nil else { throw ConcernRefusal.notAcquainted }
            }
            // Two devices at once: the other one was faster.
            guard try connection.insert(concern) == 1 else {
                guard let same = try connection.concern(concern.id) else { throw ConcernRefusal.gone }
                return same
            }
            try connection.note("raise", of: concern, .held, by: concern.raisedBy.rawValue, at: now)
            if let told = concern.told {
                try connection.note(EventName.concernRaised.rawValue, [told], about: concern.id.rawValue, at: now)
            }
            if !signals.isEmpty {
                try connection.raise(signals, about: concern.raisedBy, ask: ask, ladder: ladder, at: now)
            }
            return concern
        }
    }

    public func concern(_ id: ConcernID) async throws -> Concern? {
        try await database.read { try $0.concern(id) }
    }

    /// What somebody raised, and what they were told of that stands, the newest first.
    ///
    /// Without what they were told of by somebody with whom they are not to be brought together any more.
    public func concerns(of member: MemberID, at now: Instant) async throws -> [Concern] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(ConcernRows.columns) FROM concern AS c
                WHERE raised_by = $1 OR (told = $1 AND ended_at IS NULL AND NOT \(ConcernRows.isApart(at: "$2")))
                ORDER BY raised_at DESC, id
                """, [.text(member.rawValue), .instant(now)], ConcernRows.concern)
        }
    }

    /// What staff may look at, as far as it is about none of them: no longer held and not at its end, the oldest first.
    public func concernsWithStaff(at now: Instant) async throws -> [Concern] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(ConcernRows.columns) FROM concern
                WHERE ended_at IS NULL AND (held_until <= $1 OR state IN ('with_staff', 'taken')) ORDER BY held_until, id
                """, [.instant(now)], ConcernRows.concern)
        }
    }

    /// How many are held at `now`: all that staff know of them.
    public func countHeldConcerns(at now: Instant) async throws -> Int {
        try await database.read { connection in
            try connection.row(
                "SELECT COUNT(*) FROM concern WHERE held_until > $1 AND ended_at IS NULL AND state IN ('held', 'heard')",
                [.instant(now)]
            ) { $0.count(0) } ?? 0
        }
    }

    /// What is held at `now` and of which `members` have not been told yet.
    public func concernsToTell(_ members: [MemberID], at now: Instant) async throws -> [ConcernNotice] {
        try await database.read { connection in
            try StatementChunks.of(members).flatMap { chunk in
                try connection.rows(
                    """
                    SELECT c.id, c.told, c.held_until FROM concern AS c
                    WHERE c.state = 'held' AND c.held_until > $1 AND c.told IN (\(connection.placeholders(chunk.count, from: 2)))
                        AND NOT EXISTS (SELECT 1 FROM ask AS a WHERE a.subject = c.id AND a.kind = 'concern')
                        AND NOT \(ConcernRows.isApart(at: "$1"))
                    ORDER BY c.raised_at, c.id
                    """, [.instant(now)] + chunk.map { .text($0.rawValue) }
                ) { ConcernNotice(ConcernID($0.text(0)), to: MemberID($0.text(1)), until: $0.instant(2)) }
            }
        }
    }

    /// Takes somebody's word about a concern.
    ///
    /// What is taken back loses its words at once.
    ///
    /// - Returns: It as it stands now; nil when there is none.
    /// - Throws: `ConcernRefusal.notTheirs`, or `InvalidTransition` when it cannot happen now; nothing is changed then.
    public func move(
        _ id: ConcernID, _ event: ConcernState.Event, by person: Member, at now: Instant
    ) async throws -> Concern? {
        try await database.write { try $0.move(id, event, by: person, at: now) }
    }

    /// What happened to a concern, in order.
    public func steps(ofConcern id: ConcernID) async throws -> [ConcernStep] {
        try await database.read { connection in
            try connection.rows(
                "SELECT event, done_by, done_at FROM concern_step WHERE concern_id = $1 ORDER BY place",
                [.text(id.rawValue)]
            ) { ConcernStep(event: $0.text(0), by: $0.optionalText(1), at: $0.instant(2)) }
        }
    }
}

extension SQLConnection {
    /// `isLocked`: Whether nobody else may change it before the transaction ends.
    func concern(_ id: ConcernID, isLocked: Bool = false) throws -> Concern? {
        try row(
            "SELECT \(ConcernRows.columns) FROM concern WHERE id = $1 \(isLocked ? waitingLockClause : "")",
            [.text(id.rawValue)], ConcernRows.concern)
    }

    func move(_ id: ConcernID, _ event: ConcernState.Event, by person: Member, at now: Instant) throws -> Concern? {
        guard var concern = try concern(id, isLocked: true) else { return nil }
        guard concern.mayBe(event, by: person) else { throw ConcernRefusal.notTheirs }
        let before = concern.state(at: now)
        let after = try before.after(event)
        if before != concern.writtenState { try note("release", of: concern, before, by: nil, at: concern.heldUntil) }
        concern.writtenState = after
        if event == .take { concern.takenBy = person.id }
        try execute(
            "UPDATE concern SET state = $1, taken_by = $2, ended_at = $3 WHERE id = $4",
            [
                .text(after.rawValue), .text(concern.takenBy?.rawValue), .instant(after.isStanding ? nil : now),
                .text(id.rawValue),
            ])
        if event == .withdraw {
            try execute(
                "UPDATE concern SET happened = '', need = '', repair = '', support = '' WHERE id = $1",
                [.text(id.rawValue)])
            concern = Concern(
                id: id, raisedBy: concern.raisedBy, first: concern.first, words: ConcernWords(),
                raisedAt: concern.raisedAt, heldUntil: concern.heldUntil, writtenState: after, takenBy: concern.takenBy)
        }
        if after != before { try note(event.rawValue, of: concern, after, by: person.id.rawValue, at: now) }
        return concern
    }

    fileprivate func insert(_ concern: Concern) throws -> Int {
        try execute(
            """
            INSERT INTO concern (id, raised_by, goes_first, told, happened, need, repair, support, raised_at, held_until, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'held') ON CONFLICT DO NOTHING
            """,
            [
                .text(concern.id.rawValue), .text(concern.raisedBy.rawValue),
                .text(ConcernRows.name(of: concern.first)),
                .text(concern.told?.rawValue),
            ] + concern.words.parts.map { .text($0) } + [.instant(concern.raisedAt), .instant(concern.heldUntil)])
    }

    fileprivate func note(
        _ event: String, of concern: Concern, _ state: ConcernState, by person: String?, at instant: Instant
    ) throws {
        try execute(
            """
            INSERT INTO concern_step (concern_id, place, event, state, done_by, done_at)
            SELECT $1, COUNT(*) + 1, $2, $3, $4, CAST($5 AS BIGINT) FROM concern_step WHERE concern_id = $1
            """,
            [
                .text(concern.id.rawValue), .text(event), .text(state.rawValue), .text(person), .instant(instant),
            ])
    }

    fileprivate func acquaintances(of member: MemberID, at now: Instant) throws -> [MemberID: Member] {
        let id = SQLValue.text(member.rawValue)
        let known = try rows(
            """
            SELECT mentor FROM pairing
            WHERE newcomer = $1 AND introduced_at IS NOT NULL AND state IN (\(PairingTexts.standing))
            UNION SELECT newcomer FROM pairing
            WHERE mentor = $1 AND introduced_at IS NOT NULL AND state IN (\(PairingTexts.standing))
            UNION SELECT second FROM peer_contact WHERE first = $1 AND at >= $2
            UNION SELECT first FROM peer_contact WHERE second = $1 AND at >= $2
            """, [id, .instant(now - Store.acquaintance)]
        ) { MemberID($0.text(0)) }
        return try tellable(known, by: member, at: now)
    }

    /// Those of `people` who are here, and whom nothing keeps from being brought together with somebody.
    fileprivate func tellable(_ people: [MemberID], by member: MemberID, at now: Instant) throws -> [MemberID: Member] {
        let apart = Set(
            try rows(
                """
                SELECT first, second FROM do_not_pair
                WHERE (first = $1 OR second = $1) AND (until_at IS NULL OR until_at > $2)
                """, [.text(member.rawValue), .instant(now)]
            ) { MemberPair(MemberID($0.text(0)), MemberID($0.text(1))) })
        return try self.people(people).filter { id, person in
            id != member && person.stage.isHere && !apart.contains(MemberPair(member, id))
        }
    }
}
