public import Community
public import Messages
public import Scheduling

/// What was made of something that came back.
public enum ReturnOutcome: Hashable, Sendable {
    /// It is noted; `isClosed`: and from now on nothing goes to the address any more.
    case noted(MemberID, isClosed: Bool)
    /// It had come before, and nothing was changed: what it closes is closed still, or theirs no more.
    case known
    /// There is no such message, or it is not kept any more.
    case unknown
}

extension Store {
    /// Takes in what came back for a message: notes each kind once, and closes the person's contact when it says so and
    /// the contact is still the one that the message went to.
    ///
    /// It closes as often as it comes: somebody whose contact was opened again meanwhile may have said no once more, and
    /// whoever says no twice is not to be written to.
    public func takeReturn(
        _ returned: MessageReturn, of id: String, at now: Instant
    ) async throws -> ReturnOutcome {
        try await database.write { connection in
            guard let (person, sent, via) = try connection.destination(ofMessage: id) else { return .unknown }
            let added = try connection.execute(
                """
                INSERT INTO message_return (message_id, kind, returned_at, reason) VALUES ($1, $2, $3, $4)
                ON CONFLICT (message_id, kind) DO NOTHING
                """, [.text(id), .text(returned.kind.rawValue), .instant(now), .text(returned.reason)])
            if added == 1, returned.kind == .gone { try connection.goOnWithoutWaiting(for: [id], at: now) }
            let member = try connection.people([person])[person]
            // Whoever stops a message was reached by it, also where its bytes were thrown away to be made anew.
            let contact =
                sent ?? (returned.kind == .unsubscribed ? member?.contacts.first { $0.channel == via } : nil)
            guard let event = returned.kind.contactEvent, let member, let contact, member.contacts.contains(contact),
                let health = try? member.health.after(event, at: contact, reason: returned.reason, now: now),
                // The person's own word counts also where nothing arrives by now: staff may open that again.
                ![.stopped, event == .bounce ? .bounced : .stopped].contains(member.health[contact]?.state)
            else { return added == 1 ? .noted(person, isClosed: false) : .known }
            if added == 0 {
                try connection.execute(
                    "UPDATE message_return SET returned_at = $1, reason = $2 WHERE message_id = $3 AND kind = $4",
                    [.instant(now), .text(returned.reason), .text(id), .text(returned.kind.rawValue)])
            }
            try connection.keep(health, of: person, at: now)
            return .noted(person, isClosed: true)
        }
    }

    /// Opens the contact again that a message went to, as the person asked for it there, and forgets that they had not.
    ///
    /// - Returns: Whether it is theirs still, so that messages go there; false also for a message that is not kept.
    public func reopenContact(ofMessage id: String, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            guard let (person, sent, _) = try connection.destination(ofMessage: id), let contact = sent,
                let member = try connection.people([person])[person]
            else { return false }
            try connection.keep(try member.started(at: contact, now: now), of: person, at: now)
            try connection.noteAnswer(of: person, at: now)
            try connection.execute(
                "DELETE FROM message_return WHERE message_id = $1 AND kind = 'unsubscribed'", [.text(id)])
            return member.contacts.contains(contact)
        }
    }

    /// What came back for one message, in order.
    public func returns(of id: String) async throws -> [(at: Instant, kind: String, reason: String)] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT returned_at, kind, reason FROM message_return WHERE message_id = $1 ORDER BY returned_at, kind
                """, [.text(id)]
            ) { ($0.instant(0), $0.text(1), $0.text(2)) }
        }
    }
}

extension SQLConnection {
    /// Whom a message was for, where its bytes went, and the channel that it goes by; nil for one that is not kept.
    fileprivate func destination(
        ofMessage id: String
    ) throws -> (person: MemberID, sent: ContactPoint?, via: String)? {
        try row(
            """
            SELECT m.person_id, m.via, b.channel, b.address
            FROM message AS m LEFT JOIN message_body AS b ON b.message_id = m.id WHERE m.id = $1
            """, [.text(id)]
        ) { row in
            let sent = row.optionalText(2).map { ContactPoint(channel: $0, address: row.optionalText(3) ?? "") }
            return (MemberID(row.text(0)), sent, row.text(1))
        }
    }
}
