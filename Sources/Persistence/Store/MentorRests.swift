import Community
import Messages
import PluginKit
import Scheduling

extension SQLConnection {
    func isResting(_ mentor: MemberID) throws -> Bool {
        try row(
            "SELECT 1 FROM mentor_rest WHERE person_id = $1 AND lifted_at IS NULL", [.text(mentor.rawValue)]
        ) { _ in true } ?? false
    }

    /// Has a mentor take nobody new: proposals that nobody was asked about are withdrawn, and counselors are told that
    /// somebody would be glad of a word.
    ///
    /// `decider`: nil when the mentor's own answers said so.
    @discardableResult
    func rest(_ mentor: MemberID, by decider: String?, at now: Instant) throws -> Bool {
        if try isResting(mentor) { return false }
        try execute(
            """
            INSERT INTO mentor_rest (person_id, since, set_by) VALUES ($1, $2, $3)
            ON CONFLICT (person_id) DO UPDATE SET since = excluded.since, set_by = excluded.set_by, lifted_at = NULL,
                lifted_by = NULL
            """, [.text(mentor.rawValue), .instant(now), .text(decider)])
        try withdrawPairs(of: mentor, at: now)
        if decider == nil {
            try tell(
                StaffNotice(to: .counselor, see: "list", key: "\(mentor) rests since \(now.milliseconds)"), at: now)
        }
        return true
    }

    @discardableResult
    func liftRest(of mentor: MemberID, by decider: String, at now: Instant) throws -> Bool {
        try execute(
            "UPDATE mentor_rest SET lifted_at = $1, lifted_by = $2 WHERE person_id = $3 AND lifted_at IS NULL",
            [.instant(now), .text(decider), .text(mentor.rawValue)]) > 0
    }

    /// Tells everybody with the notice's role who can be reached that something waits for them, and nothing of what.
    func tell(_ notice: StaffNotice, at now: Instant) throws {
        var people = try reachable(notice.role)
        if people.isEmpty, let otherwise = notice.otherwise { people = try reachable(otherwise) }
        try put(
            people.map { person, contact in
                OutboxMessage(
                    id: Digest.hex(of: "notice|\(notice.key)|\(person.id)"), run: "", job: "", step: "pairings",
                    part: notice.key, member: person.id, channel: contact.channel, message: .pairingNotice,
                    values: ["see": notice.see], ask: nil, purpose: nil, ignoresQuietHours: true, dueAt: now,
                    expiresAt: now + .days(3), createdAt: now)
            })
        wakeOthers()
    }

    /// Everybody with a role who works here and has an address, by their ids.
    private func reachable(_ role: Role) throws -> [(person: Member, contact: ContactPoint)] {
        let ids = try rows("SELECT id FROM person WHERE roles LIKE $1 ORDER BY id", [.text("%\(role.rawValue)%")]) {
            MemberID($0.text(0))
        }
        let people = try people(ids)
        return ids.compactMap { id in
            guard let person = people[id], person.roles.contains(role), person.isStaff, person.stage.isHere,
                let contact = person.contacts.first(where: { !$0.address.isEmpty })
            else { return nil }
            return (person, contact)
        }
    }
}
