import Community
import Messages
import PluginKit
import Scheduling

extension SQLConnection {
    /// Puts somebody on the list of those who wish for a call, and tells whoever reads it, at once.
    ///
    /// Said once while the wish stands: it is on the list until somebody was in touch.
    func keepCallWish(of id: MemberID, at now: Instant) throws {
        let standing = try row(
            "SELECT value FROM preference WHERE person_id = $1 AND name = 'contact'", [.text(id.rawValue)]
        ) { $0.text(0) }
        guard standing != "call", let member = try people([id])[id] else { return }
        try setPreference(.contact, of: id, to: "call")
        guard member.stage.isHere else { return }
        let part = "\(id) \(now.milliseconds)"
        let told = try readersOfCallWish(of: id, at: now)
        try put(
            told.map { reader in
                OutboxMessage(
                    id: Digest.hex(of: "call|\(part)|\(reader.id)"), run: "", job: "", step: "care", part: part,
                    member: reader.id, channel: reader.contacts(by: nil, at: now).first?.channel ?? "",
                    message: .callNotice, values: [:], ask: nil, purpose: nil, ignoresQuietHours: true,
                    deliveryClass: .interactive, dueAt: now, expiresAt: now + .days(3), createdAt: now)
            })
        if !told.isEmpty { wakeOthers() }
    }

    /// The counselors who can be told that `member` wishes for a call; where there are none, everybody else who may see it.
    private func readersOfCallWish(of member: MemberID, at now: Instant) throws -> [Member] {
        let ids = try rows(
            """
            SELECT id FROM person WHERE roles LIKE '%counselor%' OR roles LIKE '%supervisor%'
                OR roles LIKE '%facilitator%' OR roles LIKE '%staff%' ORDER BY id
            """, []
        ) { MemberID($0.text(0)) }
        let people = try people(ids)
        let able = ids.compactMap { people[$0] }.filter { reader in
            reader.reads(.reachOut, of: member) && !reader.hasStopped && !reader.contacts(by: nil, at: now).isEmpty
        }
        let counselors = able.filter { $0.roles.contains(.counselor) }
        return counselors.isEmpty ? able : counselors
    }
}
