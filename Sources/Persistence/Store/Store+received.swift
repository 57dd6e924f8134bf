public import Community
public import Messages
import PluginKit
public import Scheduling

/// The same reply came in before, and did what it does then.
public struct AlreadyReceived: Error {}

/// From whom a reply came, and what it may answer.
public struct ReceivedStanding: Sendable {
    /// Whether it came in before.
    public var isKnown = false
    /// Whoever is reached at the address that it came from; several who share one, none for a stranger.
    public var people: [Member] = []
    /// Which of them wrote it; nil when nobody can tell.
    public var member: Member?
    /// What it answers; nil when they are asked nothing that it could.
    public var ask: Ask?
    /// The answers that this ask has already.
    public var given: [AnswerRecord] = []
    /// The address that it came from, as people's own say it.
    public var address: String?

    /// Whether one person alone is reached there.
    public var isAlone: Bool { people.count == 1 }
}

/// What a reply does besides answering.
public struct ReceivedEffects: Sendable {
    /// Who hears no more, of what.
    public var stops: [(member: MemberID, scope: StopWord.Scope)] = []
    /// Who is written to again.
    public var starts: [MemberID] = []
    public var wish: CareWish?
    public var signals: [SafetySignal] = []
    /// About whom the signals are; several where nobody can tell who wrote.
    public var about: [MemberID] = []
    public var ladder = SafetyLadder(rungs: [])
    public var messages: [OutboxMessage] = []

    public init() {}
}

extension Store {
    /// For how long what somebody was asked may still be meant by a reply.
    static let answerable: Duration = .days(7)

    /// From whom a reply came and what it may answer: what it names, else the newest that is open, else the newest that was
    /// answered in part or is over.
    public func standing(of reply: ReceivedReply, at now: Instant) async throws -> ReceivedStanding {
        try await database.read { connection in
            var standing = ReceivedStanding()
            standing.isKnown =
                try connection.row(
                    "SELECT 1 FROM received_reply WHERE channel = $1 AND id = $2",
                    [.text(reply.channel), .text(reply.id)], { _ in true }) ?? false
            if standing.isKnown { return standing }
            for sender in reply.senders where standing.people.isEmpty {
                let found = try connection.peopleReached(at: ContactPoint(channel: reply.channel, address: sender))
                (standing.people, standing.address) = (found.people, found.contact.address)
            }
            var asked: [(member: Member, ask: Ask, isNamed: Bool)] = []
            for member in standing.people {
                let named = try reply.target.flatMap { try connection.ask(by: $0, reply.channel, of: member.id) }
                guard let ask = try named ?? connection.answerableAsk(of: member.id, at: now) else { continue }
                asked.append((member, ask, named != nil))
            }
            let sure = asked.contains(where: \.isNamed) ? asked.filter(\.isNamed) : asked
            if standing.people.count == 1 {
                standing.member = standing.people[0]
            } else if sure.count == 1 {
                standing.member = sure[0].member
            }
            standing.ask = sure.first { $0.member.id == standing.member?.id }?.ask
            if let ask = standing.ask { standing.given = try connection.answers(toAsk: ask.id) }
            return standing
        }
    }

    /// Keeps what a reply does besides answering, once; of somebody who was erased meanwhile, only that it came in.
    ///
    /// - Throws: `AlreadyReceived` when it came in before; nothing is changed then.
    public func keep(_ mark: ReceivedMark, _ effects: ReceivedEffects, at now: Instant) async throws {
        try await database.write { connection in
            var mark = mark
            if let member = mark.member, try connection.people([member])[member] == nil {
                mark.member = nil
                mark.ask = nil
                mark.waits = nil
            }
            try connection.note(mark, at: now)
            let contact = ContactPoint(channel: mark.channel, address: mark.sender)
            for (member, scope) in effects.stops { _ = try connection.stop(member, scope, at: contact, now: now) }
            for member in effects.starts {
                try connection.start(member, at: contact, isAlone: effects.starts.count == 1, now: now)
            }
            if let member = mark.member {
                try connection.noteAnswer(of: member, at: now)
                if let wish = effects.wish { try connection.keep(wish, of: member, at: now) }
            }
            for member in effects.about where !effects.signals.isEmpty {
                try connection.raise(
                    effects.signals, about: member, ask: member == mark.member ? mark.ask : nil,
                    ladder: effects.ladder, at: now)
            }
            let here = try connection.people(Array(Set(effects.messages.map(\.member))))
            try connection.put(effects.messages.filter { here[$0.member] != nil })
            connection.wakeOthers()
        }
    }

    /// Stops what comes by a channel, as its word would have; for a reply that a person has read.
    ///
    /// - Returns: false when `scope` is that channel alone and the contact point is none of theirs.
    @discardableResult
    public func stop(
        _ member: MemberID, _ scope: StopWord.Scope, at contact: ContactPoint, now: Instant
    ) async throws -> Bool {
        try await database.write { try $0.stop(member, scope, at: contact, now: now) }
    }

    /// Whoever is reached at a contact point, and that point as their own say it.
    public func peopleReached(at contact: ContactPoint) async throws -> (people: [Member], contact: ContactPoint) {
        try await database.read { try $0.peopleReached(at: contact) }
    }

    /// The replies that somebody has to read, the oldest first; with those that somebody has read, when `withDone`.
    public func waitingReplies(withDone: Bool = false) async throws -> [WaitingReply] {
        try await database.read { connection in
            try connection.rows(
                """
                SELECT \(WaitingReply.columns) FROM received_reply
                WHERE \(withDone ? "state IN ('waiting', 'done')" : "state = 'waiting'") ORDER BY received_at, channel, id
                """, [], WaitingReply.init(row:))
        }
    }

    /// Notes that somebody has read a reply and done what it asked for; false when nothing waits under that name.
    public func finishReply(_ reply: WaitingReply, by reader: MemberID, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            try connection.execute(
                """
                UPDATE received_reply SET state = 'done', done_by = $1, done_at = $2
                WHERE channel = $3 AND id = $4 AND state = 'waiting'
                """, [.text(reader.rawValue), .instant(now), .text(reply.channel), .text(reply.id)]) == 1
        }
    }
}

extension SQLConnection {
    /// Whoever is reached at a contact point, also by its name from before it moved; with what they chose.
    fileprivate func peopleReached(at contact: ContactPoint) throws -> (people: [Member], contact: ContactPoint) {
        var places = [contact]
        var next = 0
        // One that moved twice has two older names; nothing goes in circles.
        while next < places.count, next < 5 {
            let place = places[next]
            let found = try people(at: place)
            if let first = found.first {
                let chosen = try applyingChoices(to: Dictionary(found.map { ($0.id, $0) }) { first, _ in first })
                return (found.map { chosen[$0.id] ?? $0 }, first.contacts(like: place).first ?? place)
            }
            let older = try rows(
                "SELECT address FROM moved_address WHERE channel = $1 AND moved_to = $2 ORDER BY address",
                [.text(place.channel), .text(place.address)]
            ) { ContactPoint(channel: place.channel, address: $0.text(0)) }
            places += older.filter { !places.contains($0) }
            next += 1
        }
        return ([], contact)
    }

    /// Whoever is reached at a contact point, by whichever of theirs it is.
    private func people(at contact: ContactPoint) throws -> [Member] {
        var reader = MemberRows()
        let first = try rows(
            """
            SELECT \(MemberRows.columns) FROM person
            WHERE channel = $1 AND \(AddressForm.sql("address")) = \(AddressForm.sql("$2")) ORDER BY id LIMIT 50
            """, [.text(contact.channel), .text(contact.address)]
        ) { reader.member($0) }.filter { $0.contact?.isSamePlace(as: contact) == true }
        // Along an index of the few who have any, and told apart by what the column says.
        let others = try rows(
            """
            SELECT \(MemberRows.columns) FROM person
            WHERE fallbacks <> '' AND \(AddressForm.sql("fallbacks")) LIKE \(AddressForm.sql("$1"))
            ORDER BY id LIMIT 50
            """, [.text("%\(ContactText.pattern(contact.address))%")]
        ) { reader.member($0) }
        return first
            + others.filter { member in
                member.fallbacks.contains { $0.isSamePlace(as: contact) } && !first.contains { $0.id == member.id }
            }
    }

    func answers(toAsk id: String) throws -> [AnswerRecord] {
        try rows("SELECT question, value, visibility FROM answer WHERE ask_id = $1 ORDER BY question", [.text(id)]) {
            AnswerRecord(
                question: $0.text(0), value: $0.text(1), visibility: Visibility(rawValue: $0.text(2)) ?? .me)
        }
    }

    fileprivate func ask(
        by target: ReceivedReply.Target, _ channel: String, of member: MemberID
    ) throws -> Ask? {
        let id: String?
        switch target {
        case .named(let name):
            id =
                try row("SELECT ask_id FROM message WHERE id = $1", [.text(name.lowercased())]) { $0.optionalText(0) }
                ?? name.lowercased()
        case .receipt(let receipt):
            id = try rows(
                """
                SELECT ask_id, receipt FROM message WHERE person_id = $1 AND via = $2 AND receipt LIKE $3
                    AND ask_id IS NOT NULL ORDER BY created_at DESC LIMIT 50
                """, [.text(member.rawValue), .text(channel), .text("%\(receipt)%")]
            ) { ($0.text(0), $0.text(1)) }.first { $0.1.split(separator: "\n").contains { $0 == receipt } }?.0
        }
        guard let id else { return nil }
        return try row(
            "SELECT \(AskRows.columns) FROM ask WHERE id = $1 AND person_id = $2 AND state <> 'withdrawn'",
            [.text(id), .text(member.rawValue)], AskRows.ask)
    }

    /// What a reply that names nothing may answer: nobody means what has not reached them yet, nor what is only to be read.
    fileprivate func answerableAsk(of member: MemberID, at now: Instant) throws -> Ask? {
        try row(
            """
            SELECT \(AskRows.columns(of: "a")) FROM ask AS a WHERE a.person_id = $1 AND a.asked_at >= $2
                AND a.kind <> 'concern'
                AND (a.state IN ('open', 'expired', 'late') OR (a.state = 'answered' AND a.expires_at > $3))
                AND EXISTS (
                    SELECT 1 FROM message AS m WHERE m.person_id = a.person_id AND m.created_at >= a.asked_at
                        AND m.ask_id = a.id AND (m.state IN ('sending', 'delivered') OR EXISTS (
                            SELECT 1 FROM message_body AS b WHERE b.message_id = m.id AND b.may_have_arrived = 1)))
            ORDER BY CASE WHEN a.state = 'open' AND a.expires_at > $3 THEN 0 WHEN a.expires_at > $3 THEN 1 ELSE 2 END,
                a.asked_at DESC, a.id LIMIT 1
            """,
            [.text(member.rawValue), .instant(now - Store.answerable), .instant(now)], AskRows.ask)
    }

    /// Notes that a reply came in.
    ///
    /// - Throws: `AlreadyReceived` when it had.
    func note(_ mark: ReceivedMark, at now: Instant) throws {
        let isWaiting = mark.waits != nil
        let added = try execute(
            """
            INSERT INTO received_reply (channel, id, received_at, written_at, person_id, sender, ask_id, state, cause, words)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (channel, id) DO NOTHING
            """,
            [
                .text(mark.channel), .text(mark.id), .instant(now), .instant(mark.writtenAt),
                .text(mark.member?.rawValue), .text(isWaiting ? mark.sender : nil), .text(mark.ask),
                .text(isWaiting ? "waiting" : "read"), .text(mark.waits?.rawValue),
                .text(isWaiting ? mark.words : nil),
            ])
        guard added == 1 else { throw AlreadyReceived() }
        if let contact = mark.confirms, let id = mark.member, let member = try people([id])[id],
            member.contacts.contains(contact), let health = try? member.health.after(.verify, at: contact, now: now)
        {
            try keep(health, of: id, at: now)
        }
    }

    fileprivate func stop(
        _ id: MemberID, _ scope: StopWord.Scope, at contact: ContactPoint, now: Instant
    ) throws -> Bool {
        guard let member = try people([id])[id] else { return false }
        switch scope {
        case .here:
            let theirs = member.contacts(like: contact)
            var health = member.health
            for point in theirs where health[point]?.state != .stopped {
                health = try health.after(.stop, at: point, reason: "asked there for no more messages", now: now)
            }
            if health != member.health { try keep(health, of: id, at: now) }
            return !theirs.isEmpty
        case .everything: try stop(id, at: now)
        case .reminders:
            guard member.consents[.reminders]?.state == .given else { return true }
            let today = CivilDate(daysSince1970: Int(now.seconds / 86_400))
            _ = try setConsent(
                .reminders, of: member, .revoke, form: nil, on: today, how: .page, by: id.rawValue, at: now)
        }
        return true
    }

    /// `isAlone`: Whether nobody else is reached there; else it may be another's word, and takes back no more than a stop
    ///   of that place.
    fileprivate func start(_ id: MemberID, at contact: ContactPoint, isAlone: Bool, now: Instant) throws {
        guard let member = try people([id])[id] else { return }
        var health = member.health
        for point in member.contacts(like: contact) where isAlone || health[point]?.state == .stopped {
            health = try health.after(.start, at: point, now: now)
        }
        if isAlone {
            // That they wanted nothing where the channel went before is over with it.
            health.removeAll { $0.contact.channel == contact.channel && !member.contacts.contains($0.contact) }
        }
        if health != member.health { try keep(health, of: id, at: now) }
        if isAlone { try execute("UPDATE person SET stopped_at = NULL WHERE id = $1", [.text(id.rawValue)]) }
    }
}
