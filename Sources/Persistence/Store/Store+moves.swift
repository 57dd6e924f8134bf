import Community
import Messages
import PluginKit
import Scheduling

extension SQLConnection {
    /// Addresses that have another name now.
    func moves() throws -> [ContactPoint: String] {
        let found = try rows("SELECT channel, address, moved_to FROM moved_address", []) {
            (ContactPoint(channel: $0.text(0), address: $0.text(1)), $0.text(2))
        }
        return Dictionary(found) { first, _ in first }
    }

    /// Goes by another name of an address from now on, and tells everybody with the role staff or operator.
    ///
    /// The files are theirs to change; until they do, nothing is lost.
    func follow(_ moved: MovedAddress, at now: Instant) throws {
        // What comes back to its old name goes in no circle.
        try execute(
            "DELETE FROM moved_address WHERE channel = $1 AND address = $2",
            [.text(moved.from.channel), .text(moved.to)])
        let isNew = try execute(
            """
            INSERT INTO moved_address (channel, address, moved_to, moved_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (channel, address) DO UPDATE SET moved_to = excluded.moved_to, moved_at = excluded.moved_at
            WHERE moved_address.moved_to <> excluded.moved_to
            """,
            [.text(moved.from.channel), .text(moved.from.address), .text(moved.to), .instant(now)])
        guard isNew == 1 else { return }
        let values = ["channel": moved.from.channel, "old": moved.from.address, "new": moved.to]
        try put(
            try staff().compactMap { person in
                guard let contact = person.contacts.first(where: { !$0.address.isEmpty }) else { return nil }
                let part = "\(moved.from.channel) \(moved.from.address) \(moved.to)"
                return OutboxMessage(
                    id: Digest.hex(of: "moved|\(part)|\(person.id)"), run: "", job: "", step: "channels", part: part,
                    member: person.id, channel: contact.channel, message: .addressMoved, values: values, ask: nil,
                    purpose: nil, ignoresQuietHours: true, dueAt: now, expiresAt: now + .days(3), createdAt: now)
            })
        wakeOthers()
    }

    /// Everybody with the role staff or operator, by their ids.
    func staff() throws -> [Member] {
        let ids = try rows(
            "SELECT id FROM person WHERE (roles LIKE '%staff%' OR roles LIKE '%operator%') ORDER BY id", []
        ) { MemberID($0.text(0)) }
        let people = try people(ids)
        return ids.compactMap { people[$0] }
    }
}
