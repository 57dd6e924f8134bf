/// What a roster says nothing of: the columns that its header has not, and the cells that a row ends before.
///
/// Of somebody who is known such a part stays as it is, and of somebody new it is empty. A cell that is there and empty is
/// a word: it empties.
public struct RosterSilence: Hashable, Sendable {
    /// The columns that no row has.
    public let columns: Set<String>
    /// Those that the rows of some people lack besides.
    public private(set) var rows: [MemberID: Set<String>] = [:]
    private let parts: [Part]

    /// A roster with every column but these.
    public init(_ columns: Set<String> = []) {
        self.columns = columns
        parts = Self.parts(columns)
    }

    /// Notes what one row does not say.
    public mutating func note(_ columns: Set<String>, of member: MemberID) {
        if !columns.isEmpty { rows[member, default: []].formUnion(columns) }
    }

    /// Whether the roster says nothing of somebody by a column.
    public func covers(_ column: String, of member: MemberID) -> Bool {
        columns.contains(column) || rows[member]?.contains(column) == true
    }

    /// The person whom a roster lists, with what is known of them where it says nothing.
    ///
    /// Parts that mean nothing without each other stay together: an address belongs to its channel, both ends of quiet
    /// hours to each other, what somebody does as staff to a role of staff, and the standard number of newcomers to who
    /// becomes a mentor.
    public func completing(_ listed: Member, from known: Member) -> Member {
        if columns.isEmpty, rows.isEmpty { return listed }
        let more = rows[listed.id]
        if columns.isEmpty, more == nil { return listed }
        var member = listed
        for part in parts { part.keep(known, &member) }
        if let more { for part in Self.parts(more) { part.keep(known, &member) } }
        func isSilent(_ column: String) -> Bool { columns.contains(column) || more?.contains(column) == true }
        if isSilent("staff_kind") { member.staffKind = member.isStaff ? known.staffKind : nil }
        if isSilent("capacity"), member.roles.contains(.mentor) == known.roles.contains(.mentor) {
            member.capacity = known.capacity
        }
        if isSilent("channel") {
            member.contact = known.contact
        } else if isSilent("address"), let contact = member.contact, contact.channel == known.contact?.channel {
            member.contact = known.contact
        }
        if isSilent("fallback") {
            member.fallbacks = member.contact == nil ? [] : known.fallbacks.filter { $0 != member.contact }
        }
        if isSilent("quiet_start") || isSilent("quiet_end") { member.quietHours = known.quietHours }
        return member
    }

    public static func == (left: RosterSilence, right: RosterSilence) -> Bool {
        left.columns == right.columns && left.rows == right.rows
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(columns)
        hasher.combine(rows)
    }

    /// The part of a person that one column says, and no other.
    private struct Part: Sendable {
        let keep: @Sendable (Member, inout Member) -> Void

        init<Value>(_ path: any WritableKeyPath<Member, Value> & Sendable) {
            keep = { known, member in member[keyPath: path] = known[keyPath: path] }
        }
    }

    private static func parts(_ columns: Set<String>) -> [Part] { columns.compactMap { all[$0] } }

    /// By column; those that hang together with others are not among them, nor what a roster says once, as of a stop.
    private static let all: [String: Part] = [
        "preferred_name": Part(\.preferredName), "languages": Part(\.languages), "time_zone": Part(\.timeZone),
        "roles": Part(\.roles), "cohorts": Part(\.cohorts), "joined_on": Part(\.joinedOn),
        "interests": Part(\.interests), "availability": Part(\.pairing.availability), "modes": Part(\.pairing.modes),
        "access_needs": Part(\.pairing.accessNeeds), "access_offers": Part(\.pairing.accessOffers),
        "trainings": Part(\.pairing.trainings), "tenure_start": Part(\.pairing.tenureStart),
        "tags": Part(\.pairing.tags), "share_tags": Part(\.pairing.sharesTags),
        "avoid_tags": Part(\.pairing.avoidTags), "pathway": Part(\.pairing.pathway),
        "wishes": Part(\.pairing.wishes), "relations": Part(\.pairing.relations),
        "cool_down_until": Part(\.pairing.coolDownUntil),
    ]
}
