public import Community
import Messages
public import Scheduling

extension Store {
    /// Notes what somebody wishes of one of their contact points, or did there.
    ///
    /// `until`: The end of a pause.
    /// - Returns: false when it is none of theirs.
    /// - Throws: `InvalidTransition` when it cannot happen to it.
    public func setContact(
        _ contact: ContactPoint, of id: MemberID, _ event: ContactState.Event, until: Instant? = nil,
        reason: String = "", at now: Instant
    ) async throws -> Bool {
        try await database.write { connection in
            guard let member = try connection.people([id])[id], member.contacts.contains(contact) else { return false }
            let health =
                event == .start
                ? try member.started(at: contact, now: now)
                : try member.health.after(event, at: contact, until: until, reason: reason, now: now)
            try connection.keep(health, of: id, at: now)
            return true
        }
    }

    /// Notes that somebody acted by the link of a question: the contact point that it went to is theirs.
    ///
    /// Mostly that is known already, and nothing is written.
    /// - Returns: The contact point, when it is known only now.
    @discardableResult
    public func verifyContact(ofAsk id: String, at now: Instant) async throws -> ContactPoint? {
        let isNews = try await database.read { try $0.unverifiedContact(ofAsk: id) != nil }
        guard isNews else { return nil }
        return try await database.write { connection in
            guard let (member, contact) = try connection.unverifiedContact(ofAsk: id),
                let person = try connection.people([member])[member], person.contacts.contains(contact),
                let health = try? person.health.after(.verify, at: contact, now: now)
            else { return nil }
            try connection.keep(health, of: member, at: now)
            return contact
        }
    }
}

extension SQLConnection {
    /// Where the last message went that carried the link of a question, unless its reader is known to be there.
    fileprivate func unverifiedContact(ofAsk id: String) throws -> (member: MemberID, contact: ContactPoint)? {
        let found = try row(
            """
            SELECT p.id, p.contact_health, b.channel, b.address
            FROM ask AS a JOIN person AS p ON p.id = a.person_id
            JOIN message AS m ON m.person_id = a.person_id AND m.created_at >= a.asked_at AND m.ask_id = a.id
            JOIN message_body AS b ON b.message_id = m.id
            WHERE a.id = $1 AND m.state = 'delivered' ORDER BY m.created_at DESC, m.id DESC LIMIT 1
            """, [.text(id)]
        ) { row in
            (
                MemberID(row.text(0)), ContactText.health(row.text(1)),
                ContactPoint(channel: row.text(2), address: row.text(3))
            )
        }
        guard let (member, health, contact) = found, health[contact]?.verifiedAt == nil else { return nil }
        return (member, contact)
    }

    func keep(_ health: [ContactHealth], of id: MemberID, at now: Instant) throws {
        try execute(
            "UPDATE person SET contact_health = $1, updated_at = $2 WHERE id = $3",
            [.text(ContactText.text(health)), .instant(now), .text(id.rawValue)])
    }
}

extension Member {
    /// What is known of their contact points once they want messages at one of them again: that they wanted none where its
    /// channel went before is over with it.
    func started(at contact: ContactPoint, now: Instant) throws(InvalidTransition) -> [ContactHealth] {
        try health.after(.start, at: contact, now: now).filter {
            $0.contact == contact || $0.contact.channel != contact.channel || contacts.contains($0.contact)
        }
    }
}

extension [ContactHealth] {
    /// What is known of somebody's contact points once a list names others.
    ///
    /// What reached nobody is forgotten with its address. What the person wished is not: it holds for the address that the
    /// channel has in its place, and is kept as long as the channel has none.
    func moved(from old: [ContactPoint], to new: [ContactPoint], at now: Instant) -> [ContactHealth] {
        let wishes = filter { !new.contains($0.contact) && [.stopped, .paused].contains($0.state(at: now)) }
        var inherited: [ContactHealth] = []
        for point in new where !old.contains(point) && self[point] == nil && inherited[point] == nil {
            let strongest = wishes.filter { $0.contact.channel == point.channel }.max { $0.lasts < $1.lasts }
            guard let wish = strongest else { continue }
            inherited.append(
                ContactHealth(
                    contact: point, state: wish.state, since: wish.since, until: wish.until, reason: wish.reason))
        }
        let channels = Set(inherited.map(\.contact.channel))
        return filter { known in
            new.contains(known.contact) || (wishes.contains(known) && !channels.contains(known.contact.channel))
        } + inherited
    }
}

extension ContactHealth {
    /// For how long nothing goes there: a stop, then a pause without an end, then the later end.
    fileprivate var lasts: Int64 {
        if state == .stopped { return .max }
        return until?.milliseconds ?? .max - 1
    }
}
