import Community
public import Messages
import Scheduling

extension Store {
    /// Keeps the bytes of messages whose attempt is about to begin with new ones, and binds those together that go as one.
    ///
    /// - Returns: The ids of those that another dispatcher has taken over; nothing is kept of them, and they must not go.
    public func keepPayloads(_ payloads: [FreshPayload]) async throws -> Set<String> {
        guard !payloads.isEmpty else { return [] }
        return try await database.writeRowByRow { connection in
            let holds = payloads.flatMap { [MessageHold(id: $0.id, epoch: $0.epoch)] + $0.bundled }
            let held = try connection.stillHeld(holds)
            let kept = payloads.filter { payload in
                held.contains(payload.id) && payload.bundled.allSatisfy { held.contains($0.id) }
            }
            for chunk in StatementChunks.of(kept, lengths: CommitTexts.lengths) {
                try connection.execute(
                    OutboxTexts.keep[chunk.count] ?? "",
                    chunk.flatMap { payload -> [SQLValue] in
                        [
                            .text(payload.id), .text(payload.to.channel), .text(payload.to.address), 0,
                            .count(payload.mayHaveArrived ? 1 : 0), .bytes(payload.bytes),
                        ]
                    })
            }
            for payload in kept where payload.fallbackLanguage != nil {
                try connection.execute(
                    "UPDATE message SET fallback_language = $1 WHERE id = $2",
                    [.text(payload.fallbackLanguage), .text(payload.id)])
            }
            for payload in kept where payload.isRemade {
                for part in payload.dropped { try connection.drop(part, from: payload.id) }
                try connection.execute(
                    "UPDATE message SET digest_id = NULL WHERE digest_id = $1 AND id <> $1 AND state <> 'bundled'",
                    [.text(payload.id)])
            }
            for payload in kept where !payload.bundled.isEmpty {
                try connection.execute(
                    "UPDATE message SET digest_id = $1 WHERE id = $1", [.text(payload.id)])
                for other in payload.bundled {
                    try connection.execute(
                        """
                        UPDATE message SET state = 'bundled', digest_id = $1, lease_owner = NULL, lease_until = NULL,
                            reason = 'it goes with others that waited as long'
                        WHERE id = $2
                        """, [.text(payload.id), .text(other.id)])
                }
            }
            return Set(payloads.map(\.id)).subtracting(kept.map(\.id))
        }
    }

    /// Keeps how many parts of a message have arrived, and what the platform calls them, before the next one goes.
    ///
    /// - Returns: false when another dispatcher has taken the message over: nothing is kept, and nothing more may go.
    public func keepProgress(_ hold: MessageHold, partsSent: Int, receipt: String?) async throws -> Bool {
        try await database.writeRowByRow { connection in
            guard try !connection.stillHeld([hold]).isEmpty else { return false }
            try connection.execute(
                "UPDATE message_body SET parts_sent = $1 WHERE message_id = $2", [.count(partsSent), .text(hold.id)])
            try connection.execute(
                "UPDATE message SET receipt = $1 WHERE id = $2", [.text(receipt), .text(hold.id)])
            return true
        }
    }

    /// Claimed messages with their people as they stand now; those that another dispatcher has taken over are left out.
    public func lookAgain(at claims: [ClaimedMessage]) async throws -> [ClaimedMessage] {
        try await database.read { connection in
            let epochs = Dictionary(claims.map { ($0.message.id, $0.epoch) }) { first, _ in first }
            var held: Set<String> = []
            for chunk in StatementChunks.of(claims) {
                let found = try connection.rows(
                    """
                    SELECT id, epoch FROM message WHERE id IN (\(connection.placeholders(chunk.count)))
                        AND CASE state WHEN 'sending' THEN 1 ELSE 0 END = 1
                    """, chunk.map { .text($0.message.id) }
                ) { ($0.text(0), $0.count(1)) }
                for (id, epoch) in found where epochs[id] == epoch { held.insert(id) }
            }
            let people = try connection.people(Array(Set(claims.map(\.message.member))))
            return claims.filter { held.contains($0.message.id) }.map { $0.with(people[$0.message.member]) }
        }
    }

    /// Writes what became of claimed messages, each under its claim's epoch, and how channels stand that changed.
    ///
    /// - Returns: How many were stale: taken over by another dispatcher meanwhile, and not written.
    public func record(
        _ records: [DeliveryRecord], standings: [ChannelStanding] = [], pauses: [RecipientPause] = []
    ) async throws -> Int {
        guard !records.isEmpty || !standings.isEmpty || !pauses.isEmpty else { return 0 }
        return try await database.writeRowByRow { connection in
            var written: Set<String> = []
            for chunk in StatementChunks.of(records, lengths: CommitTexts.lengths) {
                let arguments = try chunk.flatMap { try $0.arguments() }
                written.formUnion(
                    try connection.rows(OutboxTexts.record[chunk.count] ?? "", arguments) { $0.text(0) })
            }
            let kept = written.count == records.count ? records : records.filter { written.contains($0.id) }
            try connection.insert(
                into: "message_attempt", "message_id, epoch, ended_at, event, reason",
                kept.filter { $0.event != .delivered }.map { record in
                    [
                        .text(record.id), .count(record.epoch), .instant(record.at), .text(record.event.rawValue),
                        .text(record.reason),
                    ]
                })
            for record in kept {
                if record.isDigest { try connection.endDigest(record) }
                if record.event == .unanswered || record.event == .ambiguous {
                    try connection.noteDoubt(about: [record.id])
                }
                if record.partsSent > 0, !(try DeliveryState.sending.after(record.event).isFinal) {
                    try connection.execute(
                        "UPDATE message_body SET parts_sent = $1 WHERE message_id = $2",
                        [.count(record.partsSent), .text(record.id)])
                }
                if let gone = record.gone { try connection.markBounced(gone, ofMessage: record.id) }
                if let moved = record.moved { try connection.follow(moved, at: record.at) }
                if let (id, note) = record.superseded {
                    try connection.execute(
                        "UPDATE message SET receipt = NULL, reason = $1 WHERE id = $2 AND state = 'delivered'",
                        [.text(note), .text(id)])
                }
            }
            let missed = try kept.filter { try $0.isMissed }
            if let last = missed.last { try connection.goOnWithoutWaiting(for: missed.map(\.id), at: last.at) }
            for standing in standings { try connection.keep(standing) }
            for pause in pauses { try connection.keep(pause, at: records.first?.at) }
            return records.count - kept.count
        }
    }
}

extension DeliveryRecord {
    fileprivate func arguments() throws -> [SQLValue] {
        let state = try DeliveryState.sending.after(event)
        return [
            .text(state.rawValue), .instant(dueAt), .text(reason), state.isFinal ? .instant(at) : .null,
            .count(usesAttempt ? 0 : 1), .text(via), tried.map { .text(ContactText.text($0)) } ?? .null,
            .text(heldFor), .text(receipt), .instant(quietUntil), .count(keepsDigest ? 1 : 0),
            .instant(fullSince), .text(id), .count(epoch),
        ]
    }

    /// Whether the message reaches nobody by itself any more.
    fileprivate var isMissed: Bool {
        get throws {
            switch try DeliveryState.sending.after(event) {
            case .dead, .cancelled, .expired, .held: true
            case .queued, .deferred, .sending, .bundled, .retrying, .delivered: false
            }
        }
    }

    /// Whether those that go with it still do afterwards: what may have arrived stays as it was sent.
    fileprivate var keepsDigest: Bool {
        switch event {
        case .delivered, .ambiguous, .unanswered: true
        case .hold, .failedForNow, .block: mayHaveArrived
        default: false
        }
    }
}

extension SQLConnection {
    /// Those of `holds` whose claim still counts; nobody changes them until the end of the transaction.
    fileprivate func stillHeld(_ holds: [MessageHold]) throws -> Set<String> {
        let epochs = Dictionary(holds.map { ($0.id, $0.epoch) }) { first, _ in first }
        var held: Set<String> = []
        for chunk in StatementChunks.of(holds) {
            let found = try rows(
                """
                SELECT id, epoch FROM message WHERE id IN (\(placeholders(chunk.count)))
                    AND CASE state WHEN 'sending' THEN 1 ELSE 0 END = 1 \(waitingLockClause)
                """, chunk.map { .text($0.id) }
            ) { ($0.text(0), $0.count(1)) }
            for (id, epoch) in found where epochs[id] == epoch { held.insert(id) }
        }
        return held
    }

    /// Notes that a contact point reaches the person of a message no more.
    fileprivate func markBounced(_ gone: ContactHealth, ofMessage id: String) throws {
        guard
            let (person, text) = try row(
                """
                SELECT id, contact_health FROM person WHERE id = (SELECT person_id FROM message WHERE id = $1)
                \(waitingLockClause)
                """, [.text(id)], { ($0.text(0), $0.text(1)) })
        else { return }
        let known = ContactText.health(text)
        guard known[gone.contact]?.isOpen(at: gone.since) ?? true else { return }
        let health = try known.after(.bounce, at: gone.contact, reason: gone.reason, now: gone.since)
        try keep(health, of: MemberID(person), at: gone.since)
    }
}
