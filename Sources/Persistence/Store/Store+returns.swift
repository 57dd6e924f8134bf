public import Community
public import Messages
public import Scheduling

/// What was made of something that came back.
public enum ReturnOutcome: Hashable, Sendable {
    /// It is noted; `isClosed`: and nothing goes to the address any more.
    case noted(MemberID, isClosed: Bool)
    /// It had come before, and nothing was changed.
    case known
    /// There is no such message, or it is not kept any more.
    case unknown
}

extension Store {
    /// Takes in what came back for a message: notes it once, and closes the person's contact when it says so and the
    /// contact is still the one that the message went to.
    public func takeReturn(
        _ returned: MessageReturn, of id: String, at now: Instant
    ) async throws -> ReturnOutcome {
        try await database.write { connection in
            guard let (person, contact) = try connection.destination(ofMessage: id) else { return .unknown }
            let added = try connection.execute(
                """
                INSERT INTO message_return (message_id, kind, returned_at, reason) VALUES ($1, $2, $3, $4)
                ON CONFLICT (message_id, kind) DO NOTHING
                """, [.text(id), .text(returned.kind.rawValue), .instant(now), .text(returned.reason)])
            guard added == 1 else { return .known }
            guard returned.kind.closesContact, let member = try connection.people([person])[person],
                let contact, member.contacts.contains(contact),
                !member.unreachable.contains(where: { $0.contact == contact })
            else { return .noted(person, isClosed: false) }
            let mark = Unreachable(contact: contact, reason: returned.reason, since: now)
            try connection.keep(member.unreachable + [mark], of: person, at: now)
            return .noted(person, isClosed: true)
        }
    }

    /// Opens the contact again that a message went to, as the person asked for it there, and forgets that they had not.
    public func reopenContact(ofMessage id: String, at now: Instant) async throws {
        try await database.write { connection in
            guard let (person, contact) = try connection.destination(ofMessage: id) else { return }
            let marks = try connection.people([person])[person]?.unreachable ?? []
            try connection.keep(marks.filter { $0.contact != contact }, of: person, at: now)
            try connection.execute(
                "DELETE FROM message_return WHERE message_id = $1 AND kind = 'unsubscribed'", [.text(id)])
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
    /// Whom a message was for, and where its bytes went; nil for a message that is not kept.
    fileprivate func destination(ofMessage id: String) throws -> (MemberID, ContactPoint?)? {
        try row(
            """
            SELECT m.person_id, b.channel, b.address FROM message AS m LEFT JOIN message_body AS b ON b.message_id = m.id
            WHERE m.id = $1
            """, [.text(id)]
        ) { row in
            let contact = row.optionalText(1).map { ContactPoint(channel: $0, address: row.optionalText(2) ?? "") }
            return (MemberID(row.text(0)), contact)
        }
    }

    fileprivate func keep(_ marks: [Unreachable], of id: MemberID, at now: Instant) throws {
        try execute(
            "UPDATE person SET unreachable = $1, updated_at = $2 WHERE id = $3",
            [.text(ContactText.text(marks)), .instant(now), .text(id.rawValue)])
    }
}
