public import Community
import PluginKit
public import Scheduling

/// What an import would do, or did: by id, in order.
public struct RosterChange: Hashable, Sendable {
    public var added: [MemberID] = []
    public var changed: [MemberID] = []
    public var unchanged = 0
    public var doNotPairAdded = 0

    public init() {}
}

extension Store {
    /// Takes in a roster: new people are added, known ones brought up to date, nobody is removed.
    ///
    /// A stop, or a pause that lasts longer than the roster says, stays: those are the person's own, and no list takes
    /// them back. An
    /// import of the same roster again changes nothing.
    ///
    ///
    /// `isTrial`: Compare only, and write nothing.
    /// `progress`: Called with the number of people done so far, now and then.
    public func importRoster(
        _ members: [Member], doNotPair: [MemberPair], at now: Instant, isTrial: Bool = false,
        progress: @Sendable @escaping (Int) -> Void = { _ in }
    ) async throws -> RosterChange {
        let work: @Sendable (any SQLConnection) throws -> RosterChange = { connection in
            var change = RosterChange()
            for start in stride(from: 0, to: members.count, by: 500) {
                let page = members[start..<min(start + 500, members.count)]
                let known = try connection.people(page.map(\.id))
                for var member in page {
                    let old = known[member.id]
                    member.hasStopped = member.hasStopped || old?.hasStopped == true
                    member.pausedUntil = [member.pausedUntil, old?.pausedUntil].compactMap(\.self).max()
                    member.move = old?.move
                    // A contact point that reaches nobody is tried again when it is another one, not when it is read again.
                    member.unreachable = (old?.unreachable ?? []).filter { member.contacts.contains($0.contact) }
                    if let old, old.timeZone != member.timeZone {
                        member.move = ZoneMove(from: old.timeZone, at: now)
                    }
                    if member == old {
                        change.unchanged += 1
                        continue
                    }
                    if old == nil { change.added.append(member.id) } else { change.changed.append(member.id) }
                    if isTrial { continue }
                    try connection.put(member, at: now)
                    try connection.withdrawPairs(of: member.id, at: now)
                    // A first import of a whole program is no news about those who have been there for years.
                    let days = member.joinedOn.map { Int(now.seconds / 86_400) - $0.daysSince1970 }
                    if old == nil, let days, days <= 31 {
                        try connection.note(
                            EventName.memberJoined.rawValue, [member.id], about: member.id.rawValue, at: now)
                    }
                }
                progress(start + page.count)
            }
            for pair in doNotPair {
                let known = try connection.row(
                    "SELECT 1 FROM do_not_pair WHERE first = $1 AND second = $2 AND kind = 'preference'",
                    [.text(pair.first.rawValue), .text(pair.second.rawValue)]
                ) { _ in true }
                guard known == nil else { continue }
                change.doNotPairAdded += 1
                if isTrial { continue }
                try connection.execute(
                    """
                    INSERT INTO do_not_pair (first, second, kind, set_at) VALUES ($1, $2, 'preference', $3)
                    ON CONFLICT DO NOTHING
                    """, [.text(pair.first.rawValue), .text(pair.second.rawValue), .instant(now)])
                try connection.withdrawPairs(of: pair.first, at: now)
            }
            return change
        }
        return isTrial ? try await database.read(work) : try await database.write(work)
    }
}

extension SQLConnection {
    fileprivate func put(_ member: Member, at now: Instant) throws {
        try execute(
            """
            INSERT INTO person (\(MemberRows.columns), updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
            ON CONFLICT (id) DO UPDATE SET
                preferred_name = excluded.preferred_name, languages = excluded.languages,
                time_zone = excluded.time_zone, roles = excluded.roles, cohort = excluded.cohort,
                joined_on = excluded.joined_on, interests = excluded.interests, capacity = excluded.capacity,
                channel = excluded.channel, address = excluded.address, quiet_from = excluded.quiet_from,
                quiet_to = excluded.quiet_to, consents = excluded.consents, paused_until = excluded.paused_until,
                stopped_at = excluded.stopped_at, moved_from = excluded.moved_from, moved_at = excluded.moved_at,
                fallbacks = excluded.fallbacks, unreachable = excluded.unreachable,
                pairing_profile = excluded.pairing_profile, updated_at = excluded.updated_at
            """,
            [
                .text(member.id.rawValue), .text(member.preferredName), .text(WordSet.text(member.languages)),
                .text(member.timeZone ?? ""), .text(WordSet.text(member.roles.sorted().map(\.rawValue))),
                .text(member.cohort), .text(member.joinedOn?.iso8601),
                .text(WordSet.text(member.interests.sorted())), .count(member.capacity),
                .text(member.contact?.channel), .text(member.contact?.address),
                member.quietHours.map { .count($0.from.secondsSinceMidnight) } ?? .null,
                member.quietHours.map { .count($0.to.secondsSinceMidnight) } ?? .null,
                .text(WordSet.text(member.consents.sorted().map(\.rawValue))), .instant(member.pausedUntil),
                member.hasStopped ? .instant(now) : .null, member.move.map { .text($0.from ?? "") } ?? .null,
                .instant(member.move?.at), .text(ContactText.text(member.fallbacks)),
                .text(ContactText.text(member.unreachable)), .text(ProfileText.text(member.pairing)), .instant(now),
            ])
    }
}
