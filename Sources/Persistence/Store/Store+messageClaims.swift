import Community
public import Messages
public import Scheduling

extension Store {
    /// Takes messages that are due, or whose dispatcher is gone, in the order of their time.
    ///
    /// A claim commits the state `sending` and the attempt before anything goes out, so that a crash in between is seen.
    /// Each channel has its own room, so that one with much to do keeps nobody else waiting. Of a channel that is paused only
    /// what would be too late afterwards is taken, of one that did not answer and is tried again one message, and no more
    /// than its pace allows, which is counted here for all nodes and all channels of one endpoint. Of one person, one
    /// channel and one thread, one message is on its way at a time, but for those that quiet hours held back to the same
    /// moment; and in a thread each waits for those before it, unless they are taken with it.
    public func claimMessages(
        _ request: ClaimRequest, now: Instant, lease: Lease
    ) async throws -> MessageClaim {
        try await database.writeRowByRow { connection in
            var claim = MessageClaim()
            try connection.takeTurn()
            claim.standings = try connection.standings()
            claim.moves = try connection.moves()
            let abandoned = try connection.rows(
                """
                SELECT id FROM message WHERE state = 'sending' AND lease_until < $1
                    \(request.onlyStaff ? "AND purpose IS NULL" : "")
                ORDER BY lease_until, id LIMIT \(request.other) \(connection.lockingClause)
                """, [.instant(now)]
            ) { $0.text(0) }
            var due: [DueMessage] = []
            let paused = try connection.recipientPauses(at: now)
            for channel in try connection.dueChannels() {
                due += try connection.due(by: channel, request, paused: paused, at: now, into: &claim)
            }
            due.sort { ($0.at, $0.id) < ($1.at, $1.id) }
            claim.messages = try connection.take(
                abandoned, due.map(\.id), until: lease)
            return claim
        }
    }

    /// Keeps claims that are still held for longer; one that another dispatcher took over stays theirs.
    public func renewMessages(_ claims: [MessageHold], until instant: Instant) async throws {
        try await database.writeRowByRow { connection in
            _ = try connection.executeEach(
                "UPDATE message SET lease_until = $1 WHERE id = $2 AND epoch = $3 AND state = 'sending'",
                claims.map { [.instant(instant), .text($0.id), .count($0.epoch)] })
        }
    }

    /// Ends the claims of a dispatcher that holds none, and knows of none: those that it made without hearing of it when the
    /// store went away.
    ///
    /// They are due at once; one whose bytes were kept counts as ambiguous. And frees parts of messages that have ended.
    public func endMessageLeases(of owner: String, at now: Instant) async throws {
        try await database.writeRowByRow {
            try $0.execute(
                "UPDATE message SET lease_until = $1 WHERE state = 'sending' AND lease_owner = $2",
                [.instant(now - .milliseconds(1)), .text(owner)])
            try $0.freeStrandedParts()
        }
    }
}

/// A message that may be claimed.
private struct DueMessage {
    let id: String
    let member: String
    let thread: String
    let quietUntil: Int64?
    let at: Int64

    struct Key: Hashable {
        let member: String
        let thread: String
    }
    var key: Key { Key(member: member, thread: thread) }
}

extension SQLConnection {
    private static var waiting: String { "state IN ('queued', 'deferred', 'retrying')" }

    /// Waits for the nodes that claim just now: two of them would not see what the other takes of one person.
    fileprivate func takeTurn() throws {
        guard !waitingLockClause.isEmpty else { return }
        _ = try rows(
            "SELECT channel FROM delivery_bucket WHERE channel = '' AND person_id = '' \(waitingLockClause)", []
        ) { _ in true }
    }

    /// The channels by which something waits, from one to the next along the index.
    fileprivate func dueChannels() throws -> [String] {
        try rows(
            """
            WITH RECURSIVE channel(name) AS (
                SELECT MIN(via) FROM message WHERE \(Self.waiting)
                UNION ALL
                SELECT (SELECT MIN(via) FROM message WHERE \(Self.waiting) AND via > channel.name) FROM channel
                WHERE channel.name IS NOT NULL
            ) SELECT name FROM channel WHERE name IS NOT NULL
            """, []
        ) { $0.text(0) }
    }

    private static var endsBefore: String {
        """
        AND expires_at <= $3
        AND EXISTS (SELECT 1 FROM person AS p WHERE p.id = m.person_id AND p.fallbacks <> '')
        """
    }

    /// What is due by one channel, as far as there is room, its pace allows it, and nothing goes before it.
    fileprivate func due(
        by channel: String, _ request: ClaimRequest, paused: [String: [String: Instant]], at now: Instant,
        into claim: inout MessageClaim
    ) throws -> [DueMessage] {
        let unit = request.units[channel] ?? channel
        let standing = claim.standings[unit]
        let isDisabled = standing?.isDisabled ?? false
        if let pausedUntil = standing?.pausedUntil, pausedUntil > now, !isDisabled {
            return oneAtATime(
                try due(by: channel, request, at: now, most: room(request, channel), endingBy: pausedUntil))
        }
        let room = room(request, channel)
        guard room > 0 else { return [] }
        let isProbe = !isDisabled && standing?.trips ?? 0 > 0
        // Another channel of the endpoint has tried it in this claim.
        guard !claim.probed.contains(unit) else { return [] }
        let pace = isDisabled ? nil : request.paces[channel]?.first { $0.scope == .channel }
        let rate = pace.map { RunRate(runs: $0.count, per: $0.per) }
        var most = isProbe ? 1 : room
        var usedUntil: Instant?
        if let rate {
            usedUntil =
                try row(
                    "SELECT used_until FROM delivery_bucket WHERE channel = $1 AND person_id = ''", [.text(unit)]
                ) { $0.optionalInstant(0) } ?? nil
            most = min(most, rate.allowed(at: now, usedUntil: usedUntil))
        }
        guard most > 0 else {
            if let rate {
                claim.next = [claim.next, rate.next(after: now, usedUntil: usedUntil)].compactMap(\.self).min()
            }
            return []
        }
        let found = try due(by: channel, request, at: now, most: most)
        if found.count == most {
            if most == room {
                claim.more.insert(channel)
            } else if let rate, !isProbe {
                let used = rate.usedUntil(after: most, at: now, from: usedUntil)
                claim.next = [claim.next, rate.next(after: now, usedUntil: used)].compactMap(\.self).min()
            }
        }
        var kept = oneAtATime(found)
        if let paused = paused[channel] {
            for message in kept {
                guard let until = paused[message.member] else { continue }
                try execute(
                    "UPDATE message SET due_at = $1 WHERE id = $2", [.instant(until), .text(message.id)])
            }
            kept.removeAll { paused[$0.member] != nil }
        }
        guard !kept.isEmpty else { return [] }
        if isProbe {
            claim.probed.insert(unit)
            // Long enough for its answer; no other node tries meanwhile.
            try keepPause(of: unit, until: now + .minutes(1))
        }
        if let rate {
            let used = rate.usedUntil(after: kept.count, at: now, from: usedUntil)
            try execute(
                """
                INSERT INTO delivery_bucket (channel, person_id, used_until, trips, notices) VALUES ($1, '', $2, 0, 0)
                ON CONFLICT (channel, person_id) DO UPDATE SET used_until = excluded.used_until
                """, [.text(unit), .instant(used)])
        }
        return kept
    }

    private func room(_ request: ClaimRequest, _ channel: String) -> Int { request.rooms[channel] ?? request.other }

    /// The first messages that are due by one channel, with nothing before them that they wait for.
    ///
    /// `end`: Only those whose time is over by then, of people who may be reached another way.
    private func due(
        by channel: String, _ request: ClaimRequest, at now: Instant, most: Int, endingBy end: Instant? = nil
    ) throws -> [DueMessage] {
        try rows(
            """
            SELECT id, person_id, thread, quiet_until, due_at FROM message AS m
            WHERE via = $1 AND due_at <= $2 AND \(Self.waiting) \(request.onlyStaff ? "AND purpose IS NULL" : "")
                \(end == nil ? "" : Self.endsBefore)
                AND NOT EXISTS (
                    SELECT 1 FROM message AS f WHERE f.state = 'sending' AND f.person_id = m.person_id
                        AND f.via = m.via AND f.thread = m.thread)
                AND (m.thread = '' OR NOT EXISTS (
                    SELECT 1 FROM message AS e WHERE e.person_id = m.person_id AND e.via = m.via
                        AND e.thread = m.thread AND e.thread <> ''
                        AND e.state IN ('queued', 'deferred', 'retrying', 'sending', 'bundled')
                        AND (e.created_at, e.id) < (m.created_at, m.id)
                        AND NOT (e.quiet_until IS NOT NULL AND m.quiet_until IS NOT NULL
                            AND e.quiet_until = m.quiet_until AND e.\(Self.waiting)
                            AND (e.due_at, e.id) < (m.due_at, m.id))))
            ORDER BY due_at, id LIMIT \(most) \(lockingClause)
            """, [.text(channel), .instant(now)] + (end.map { [.instant($0)] } ?? [])
        ) {
            DueMessage(
                id: $0.text(0), member: $0.text(1), thread: $0.text(2), quietUntil: $0.optionalInteger(3),
                at: $0.integer(4))
        }
    }

    /// Of each person and thread the first, and those that quiet hours held back to the same moment.
    private func oneAtATime(_ found: [DueMessage]) -> [DueMessage] {
        var first: [DueMessage.Key: Int64?] = [:]
        return found.filter { message in
            guard let quiet = first[message.key] else {
                first[message.key] = .some(message.quietUntil)
                return true
            }
            return quiet != nil && quiet == message.quietUntil
        }
    }

    /// Claims messages by their ids, in this order.
    fileprivate func take(
        _ abandoned: [String], _ due: [String], until lease: Lease
    ) throws -> [ClaimedMessage] {
        let all = abandoned + due
        var claimed: [(message: OutboxMessage, epoch: Int)] = []
        claimed.reserveCapacity(all.count)
        for chunk in StatementChunks.of(all) {
            claimed += try rows(
                OutboxTexts.take[chunk.count] ?? "",
                [.text(lease.owner), .instant(lease.until)] + chunk.map { .text($0) }
            ) { (OutboxRows.message($0), $0.count(OutboxRows.next)) }
        }
        // In the order of the claim, which a database does not keep.
        let places = Dictionary(all.enumerated().map { ($1, $0) }) { first, _ in first }
        claimed.sort { places[$0.message.id] ?? 0 < places[$1.message.id] ?? 0 }
        // Who has been claimed before may have bytes that were kept.
        let known = claimed.indices.filter { claimed[$0].epoch > 1 }
        var ambiguous: Set<String> = []
        if !known.isEmpty {
            // Kept until it is known, whatever becomes of this claim. Bytes are kept before anything goes out: without them
            // nothing did.
            try noteDoubt(about: abandoned)
            let indices = Dictionary(known.map { (claimed[$0].message.id, $0) }) { first, _ in first }
            try addBodies(to: known.map { claimed[$0].message.id }) { id, body in
                if let index = indices[id] { claimed[index].message.take(body) }
                if body.mayHaveArrived { ambiguous.insert(id) }
            }
        }
        let leaders = known.map { claimed[$0].message }.filter { $0.digest == $0.id }.map(\.id)
        let parts = try parts(of: leaders)
        let people = try people(Array(Set(claimed.map(\.message.member))))
        return try claimed.map { claim in
            let message = claim.message
            let member = people[message.member]
            return ClaimedMessage(
                message: message, member: member, epoch: claim.epoch, isAmbiguous: ambiguous.contains(message.id),
                earlier: try earlier(than: message),
                bundled: (parts.bundled[message.id] ?? []).map {
                    ClaimedMessage(message: $0, member: member, epoch: 0, isAmbiguous: false)
                }, hasOutdatedBytes: parts.outdated.contains(message.id))
        }
    }
}
