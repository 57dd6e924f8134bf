public import Community
import Messages
import PluginKit
public import Scheduling

extension Store {
    /// Raises a flag at the door that is always open; for an answer it is done where the answer is kept.
    public func raise(
        _ signals: [SafetySignal], about member: MemberID, ask: String?, ladder: SafetyLadder, at now: Instant
    ) async throws {
        try await database.write { try $0.raise(signals, about: member, ask: ask, ladder: ladder, at: now) }
    }

    /// Does what cannot wait of a reply of which nothing else is kept: a flag for its signals, and a wish for a call.
    public func heed(
        _ signals: [SafetySignal], wishesForCall: Bool, of member: MemberID, ask: String, ladder: SafetyLadder,
        at now: Instant
    ) async throws {
        try await database.write { connection in
            if !signals.isEmpty { try connection.raise(signals, about: member, ask: ask, ladder: ladder, at: now) }
            if wishesForCall { try connection.keepCallWish(of: member, at: now) }
        }
    }

    /// Tells the next on the ladder of each flag that nobody has taken on in time.
    ///
    /// - Returns: The flags that went up, as they stand now, and when the next one is due.
    public func climb(_ ladder: SafetyLadder, at now: Instant) async throws -> (climbed: [SafetyFlag], next: Instant?) {
        let due = try await database.read { connection in
            try connection.row("SELECT 1 FROM safety_flag WHERE next_at <= $1 LIMIT 1", [.instant(now)]) { _ in true }
        }
        var climbed: [SafetyFlag] = []
        if due != nil {
            climbed = try await database.write { connection in
                let flags = try connection.rows(
                    """
                    SELECT \(SafetyRows.columns) FROM safety_flag WHERE next_at <= $1 ORDER BY next_at, id
                    \(connection.lockingClause)
                    """, [.instant(now)], SafetyRows.flag)
                return try flags.map { try connection.climb($0.flag, from: $0.climbed, ladder, at: now) }
            }
        }
        let next = try await database.read { connection in
            try connection.row("SELECT MIN(next_at) FROM safety_flag WHERE next_at IS NOT NULL", []) {
                $0.optionalInstant(0)
            }
        }
        return (climbed, next ?? nil)
    }

    /// The flags, those that wait for somebody first.
    public func safetyFlags(withClosed: Bool = false) async throws -> [SafetyFlag] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(SafetyRows.columns) FROM safety_flag \(withClosed ? "" : "WHERE state <> 'closed'")
                ORDER BY CASE WHEN next_at IS NULL THEN 1 ELSE 0 END, opened_at DESC, id
                """, []
            ) { SafetyRows.flag($0).flag }
        }
    }

    /// The flag about somebody that is not closed; nil when there is none.
    public func safetyFlag(of member: MemberID) async throws -> SafetyFlag? {
        try await database.read { connection in
            try connection.row(
                "SELECT \(SafetyRows.columns) FROM safety_flag WHERE person_id = $1 AND state <> 'closed'",
                [.text(member.rawValue)]
            ) { SafetyRows.flag($0).flag }
        }
    }

    /// Why a flag was raised, and what was done, in order.
    public func safetyHistory(of flag: String) async throws -> (signals: [DatedSignal], steps: [SafetyStep]) {
        try await database.read { connection in
            let signals = try connection.rows(
                "SELECT at, source, question, words FROM safety_signal WHERE flag_id = $1 ORDER BY number",
                [.text(flag)]
            ) {
                DatedSignal(
                    at: $0.instant(0),
                    signal: SafetySignal(
                        SafetySignal.Source(rawValue: $0.text(1)) ?? .item, question: $0.optionalText(2),
                        words: $0.optionalText(3)))
            }
            let steps = try connection.rows(
                "SELECT at, event, who, note FROM safety_step WHERE flag_id = $1 ORDER BY number", [.text(flag)]
            ) {
                SafetyStep(
                    at: $0.instant(0), event: SafetyFlagState.Event(rawValue: $0.text(1)) ?? .notify,
                    who: $0.text(2), note: $0.optionalText(3))
            }
            return (signals, steps)
        }
    }

    /// Takes a person's word about a flag.
    ///
    /// - Returns: The flag as it stands now.
    /// - Throws: `InvalidTransition` when it cannot happen now; nothing is changed then.
    public func decide(
        onFlag id: String, _ event: SafetyFlagState.Event, by person: MemberID, note: String?, at now: Instant
    ) async throws -> SafetyFlag {
        try await database.write { connection in
            guard var (flag, _) = try connection.flag(id) else {
                throw InvalidTransition(from: "unknown", event: event.rawValue)
            }
            flag.state = try flag.state.after(event)
            flag.nextAt = flag.state.climbs ? now : nil
            switch event {
            case .acknowledge: flag.acknowledgedBy = person
            case .reopen: flag.acknowledgedBy = nil
            default: break
            }
            try connection.keep(flag, climbed: 0)
            try connection.note(event, by: person.rawValue, note: note, about: id, at: now)
            connection.wakeOthers()
            return flag
        }
    }
}

/// A signal with the instant of it.
public struct DatedSignal: Hashable, Sendable {
    public let at: Instant
    public let signal: SafetySignal
}

/// One thing that was done about a flag.
public struct SafetyStep: Hashable, Sendable {
    public let at: Instant
    public let event: SafetyFlagState.Event
    /// People's ids with a blank between them; empty where nobody could be told.
    public let who: String
    public let note: String?
}

enum SafetyRows {
    static let columns = """
        id, reference, person_id, state, opened_at, notified, next_at, acknowledged_by, climbed
        """

    static func flag(_ row: any SQLRow) -> (flag: SafetyFlag, climbed: Int) {
        let flag = SafetyFlag(
            id: row.text(0), reference: row.text(1), member: MemberID(row.text(2)), openedAt: row.instant(4),
            state: SafetyFlagState(rawValue: row.text(3)) ?? .open, notified: row.count(5),
            nextAt: row.optionalInstant(6), acknowledgedBy: row.optionalText(7).map { MemberID($0) })
        return (flag, row.count(8))
    }
}

extension SQLConnection {
    func flag(_ id: String) throws -> (flag: SafetyFlag, climbed: Int)? {
        try row(
            "SELECT \(SafetyRows.columns) FROM safety_flag WHERE id = $1 \(waitingLockClause)", [.text(id)],
            SafetyRows.flag)
    }

    /// Raises a flag, or adds to the one that is not closed, and tells the first who can take it on; none about somebody who
    /// was erased meanwhile.
    func raise(
        _ signals: [SafetySignal], about member: MemberID, ask: String?, ladder: SafetyLadder, at now: Instant
    ) throws {
        guard try people([member])[member] != nil else { return }
        let fresh = Digest.hex(of: "flag|\(member)|\(now.milliseconds)|\(ask ?? "")")
        // Whoever comes second adds to the first's, as one person has one that is not closed.
        try execute(
            """
            INSERT INTO safety_flag (id, reference, person_id, state, opened_at, climbed, notified, next_at)
            VALUES ($1, $2, $3, 'open', $4, 0, 0, $4) ON CONFLICT DO NOTHING
            """,
            [.text(fresh), .text(fresh.prefix(4).uppercased()), .text(member.rawValue), .instant(now)])
        let open = try row(
            """
            SELECT \(SafetyRows.columns) FROM safety_flag WHERE person_id = $1 AND state <> 'closed' \(waitingLockClause)
            """, [.text(member.rawValue)], SafetyRows.flag)
        guard var (flag, climbed) = open else { return }
        let known = try row("SELECT COUNT(*) FROM safety_signal WHERE flag_id = $1", [.text(flag.id)]) { $0.count(0) }
        for (number, signal) in signals.enumerated() {
            try execute(
                """
                INSERT INTO safety_signal (flag_id, number, at, source, ask_id, question, words)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .text(flag.id), .count((known ?? 0) + number), .instant(now), .text(signal.source.rawValue),
                    .text(ask), .text(signal.question), .text(signal.words),
                ])
        }
        if known ?? 0 > 0 {
            let state = try flag.state.after(.signal)
            // Somebody has it in hand, or is on the way to be told.
            if state == flag.state, flag.notified > 0 { return }
            flag.state = state
            flag.acknowledgedBy = nil
            climbed = 0
        }
        _ = try climb(flag, from: climbed, ladder, at: now)
    }

    /// Tells the next people on the ladder; where it has nobody, everybody who may follow up.
    func climb(_ flag: SafetyFlag, from climbed: Int, _ ladder: SafetyLadder, at now: Instant) throws -> SafetyFlag {
        var flag = flag
        let supervisors = try rows(
            "SELECT id FROM person WHERE roles LIKE '%supervisor%' AND stage = 'active' ORDER BY id", []
        ) { MemberID($0.text(0)) }
        let known = ladder.endingWith(supervisors)
        let people = try people(known.people.sorted())
        let ladder = known.headedByTraining(of: people)
        let reach = ladder.reach?.without(try disabledChannels())
        let missed = try missedAlerts(of: flag.id, since: now - SafetyLadder.lookAgain)
        func isAble(_ person: Member?) -> Bool {
            guard let person, !missed.contains(person.id) else { return false }
            return person.isAbleToFollowUp(on: flag.member, at: now, by: reach)
        }
        var told = ladder.next(after: climbed) { isAble(people[$0]) }
        if told == nil {
            let ids = try rows(
                "SELECT id FROM person WHERE roles LIKE '%counselor%' OR roles LIKE '%staff%' OR roles LIKE '%supervisor%' ORDER BY id",
                []
            ) { MemberID($0.text(0)) }
            let able = try self.people(ids).values.filter { isAble($0) }.map(\.id)
            if !able.isEmpty { told = (able.sorted(), SafetyLadder.lookAgain, climbed) }
        }
        let all = try self.people(told?.people ?? [])
        let messages = (told?.people ?? []).compactMap { all[$0] }.map { person in
            OutboxMessage.alert(flag, to: person, by: person.contacts(by: reach, at: now).first, at: now)
        }
        if let told {
            flag.state = try flag.state.after(.notify)
            flag.notified += 1
            flag.nextAt = now + told.wait
        } else {
            flag.nextAt = now + SafetyLadder.lookAgain
        }
        try keep(flag, climbed: told?.climbed ?? climbed)
        try note(
            .notify, by: (told?.people ?? []).map(\.rawValue).joined(separator: " "),
            note: told == nil ? "nobody could be told" : nil, about: flag.id, at: now)
        try put(messages)
        wakeOthers()
        return flag
    }

    fileprivate func keep(_ flag: SafetyFlag, climbed: Int) throws {
        try execute(
            """
            UPDATE safety_flag SET state = $1, climbed = $2, notified = $3, next_at = $4, acknowledged_by = $5
            WHERE id = $6
            """,
            [
                .text(flag.state.rawValue), .count(climbed), .count(flag.notified), .instant(flag.nextAt),
                .text(flag.acknowledgedBy?.rawValue), .text(flag.id),
            ])
    }

    fileprivate func note(
        _ event: SafetyFlagState.Event, by who: String, note: String?, about flag: String, at now: Instant
    ) throws {
        try execute(
            """
            INSERT INTO safety_step (flag_id, number, at, event, who, note)
            SELECT $1, COUNT(*), CAST($2 AS BIGINT), $3, $4, $5 FROM safety_step WHERE flag_id = $1
            """,
            [.text(flag), .instant(now), .text(event.rawValue), .text(who), .text(note)])
    }
}

extension OutboxMessage {
    /// What somebody of the program is told of a flag: its reference, and nothing else.
    ///
    /// It belongs to no run.
    fileprivate static func alert(
        _ flag: SafetyFlag, to person: Member, by contact: ContactPoint?, at now: Instant
    ) -> OutboxMessage {
        let part = "\(flag.id) \(flag.notified + 1) \(now.milliseconds)"
        return OutboxMessage(
            id: Digest.hex(of: "alert|\(part)|\(person.id)"), run: "", job: "", step: "safety", part: part,
            member: person.id,
            channel: contact?.channel ?? "", message: .safetyAttention,
            values: ["reference": flag.reference], ask: nil, purpose: nil, ignoresQuietHours: true,
            deliveryClass: .interactive, dueAt: now, expiresAt: now + .days(3), createdAt: now)
    }
}
