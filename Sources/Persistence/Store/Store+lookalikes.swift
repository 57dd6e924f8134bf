public import Community
import Scheduling

extension Store {
    /// Known people whose ids differ in capitals alone from one of `ids`, by that one; not those who are known as listed.
    public func namesakes(of ids: [MemberID]) async throws -> [MemberID: MemberID] {
        try await database.read { connection in
            var namesakes: [MemberID: MemberID] = [:]
            for start in stride(from: 0, to: ids.count, by: 500) {
                let page = ids[start..<min(start + 500, ids.count)]
                let known = try connection.rows(
                    "SELECT id FROM person WHERE lower(id) IN (\(connection.placeholders(page.count)))",
                    page.map { .text($0.folded) }
                ) { MemberID($0.text(0)) }
                let spelt = Dictionary(known.map { ($0.folded, $0) }) { first, _ in first }
                for id in page {
                    if let other = spelt[id.folded], other != id { namesakes[id] = other }
                }
            }
            return namesakes
        }
    }

    /// Known people whose ids are numbers that begin with zeros, and without them are one of `ids` that nobody has; by that
    /// one.
    public func numbersWithZeros(of ids: [MemberID]) async throws -> [MemberID: MemberID] {
        let numbers = ids.filter { id in
            id.rawValue.utf8.first != UInt8(ascii: "0") && id.rawValue.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        if numbers.isEmpty { return [:] }
        return try await database.read { connection in
            var found: [MemberID: MemberID] = [:]
            for start in stride(from: 0, to: numbers.count, by: 100) {
                let page = numbers[start..<min(start + 100, numbers.count)]
                // More zeros than that nobody writes before a number.
                let spelt = page.flatMap { id in (0...6).map { String(repeating: "0", count: $0) + id.rawValue } }
                let known = Set(
                    try connection.rows(
                        "SELECT id FROM person WHERE id IN (\(connection.placeholders(spelt.count)))",
                        spelt.map { .text($0) }
                    ) { $0.text(0) })
                for (index, id) in page.enumerated() where !known.isEmpty && !known.contains(id.rawValue) {
                    let other = spelt[(index * 7)..<(index * 7 + 7)].first(where: known.contains)
                    if let other { found[id] = MemberID(other) }
                }
            }
            return found
        }
    }
}

/// Somebody's word that nothing is to go to a contact point.
struct StandingStop {
    let member: MemberID
    let contact: ContactPoint
    let since: Instant
}

/// The stops at contact points that a roster gives to somebody for the first time.
struct StandingStops {
    private var byForm: [String: [StandingStop]] = [:]
    /// Of people who have several contact points: few, and read once for a roster.
    private var atFallbacks: [StandingStop]?

    /// Looks for those at the contact points of a page of a roster.
    mutating func look(for points: Set<ContactPoint>, in connection: any SQLConnection) throws {
        byForm = [:]
        if points.isEmpty { return }
        for (channel, points) in Dictionary(grouping: points, by: \.channel) {
            let forms = Set(points.map { AddressForm.of($0.address) }).sorted()
            let found = try connection.stops(
                """
                channel = $1 AND \(AddressForm.sql("address")) IN (\(connection.placeholders(forms.count, from: 2)))
                """, [.text(channel)] + forms.map { .text($0) })
            add(found)
        }
        if atFallbacks == nil { atFallbacks = try connection.stops("fallbacks <> ''", []) }
        add(atFallbacks ?? [])
    }

    private mutating func add(_ stops: [StandingStop]) {
        for stop in stops { byForm[AddressForm.of(stop.contact.address), default: []].append(stop) }
    }

    /// A stop of somebody else than `member` at a contact point.
    func first(at contact: ContactPoint, besides member: MemberID) -> StandingStop? {
        if byForm.isEmpty { return nil }
        return byForm[AddressForm.of(contact.address)]?.first {
            $0.member != member && $0.contact.isSamePlace(as: contact)
        }
    }
}

/// What two ways to write one address have in common; `isSamePlace` decides.
enum AddressForm {
    private static let passedOver = " -./()+"

    /// Of a column or a parameter, on either driver; `person_by_address` is by it.
    static func sql(_ column: String) -> String {
        "lower(\(passedOver.reduce(column) { "replace(\($0), '\($1)', '')" }))"
    }

    /// The same of a text; as both drivers do, without the capitals of ASCII alone.
    static func of(_ address: String) -> String {
        String(
            decoding: address.utf8.lazy.filter { !passedOver.utf8.contains($0) }.map {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
            }, as: UTF8.self)
    }
}

extension SQLConnection {
    /// The stops of those whose rows meet `condition`, at each of their contact points.
    fileprivate func stops(_ condition: String, _ arguments: [SQLValue]) throws -> [StandingStop] {
        try rows(
            """
            SELECT id, stopped_at, channel, address, fallbacks, contact_health FROM person
            WHERE \(condition) AND (stopped_at IS NOT NULL OR contact_health <> '') ORDER BY id
            """, arguments
        ) { row -> [StandingStop] in
            let member = MemberID(row.text(0))
            let first = row.optionalText(2).map { ContactPoint(channel: $0, address: row.optionalText(3) ?? "") }
            let points = (first.map { [$0] } ?? []) + ContactText.points(row.text(4))
            let health = ContactText.health(row.text(5))
            let stoppedAt = row.optionalInstant(1)
            return points.compactMap { point in
                let here = health[point].flatMap { $0.state == .stopped ? $0.since : nil }
                return (here ?? stoppedAt).map { StandingStop(member: member, contact: point, since: $0) }
            }
        }.flatMap(\.self)
    }
}
