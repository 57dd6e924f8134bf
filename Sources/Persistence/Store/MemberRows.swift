import Community
import Scheduling

/// Reads people from rows.
///
/// Few texts of roles, languages, cohorts and consents occur, so each is taken apart once.
struct MemberRows {
    static let columns = """
        id, preferred_name, languages, time_zone, roles, cohorts, joined_on, interests, capacity, channel, address, \
        quiet_from, quiet_to, consents, paused_until, stopped_at, moved_from, moved_at, fallbacks, contact_health, \
        pairing_profile, staff_kind, stage, stage_since, ended_at
        """

    /// Adds a person, or brings them up to date; takes `arguments`, and what the roster said, as `RosterWord` writes it.
    ///
    /// No list takes a stop back, or makes it another day's.
    static let insertion: String = {
        let names = columns.split(separator: ", ").map(String.init) + ["updated_at", "listed"]
        let places = names.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let updates = names.dropFirst().map { name in
            name == "stopped_at"
                ? "stopped_at = COALESCE(person.stopped_at, excluded.stopped_at)" : "\(name) = excluded.\(name)"
        }.joined(separator: ", ")
        return """
            INSERT INTO person (\(names.joined(separator: ", "))) VALUES (\(places))
            ON CONFLICT (id) DO UPDATE SET \(updates)
            """
    }()

    /// What a person's row holds, in the order of `columns`, and when it was written.
    static func arguments(_ member: Member, at now: Instant = Instant(milliseconds: 0)) -> [SQLValue] {
        [
            .text(member.id.rawValue), .text(member.preferredName), .text(WordSet.text(member.languages)),
            .text(member.timeZone ?? ""), .text(WordSet.text(member.roles.sorted().map(\.rawValue))),
            .text(WordSet.text(member.cohorts.map(\.text).sorted())), .text(member.joinedOn?.iso8601),
            .text(WordSet.text(member.interests.sorted())), .count(member.capacity),
            .text(member.contact?.channel), .text(member.contact?.address),
            member.quietHours.map { .count($0.from.secondsSinceMidnight) } ?? .null,
            member.quietHours.map { .count($0.to.secondsSinceMidnight) } ?? .null,
            .text(ConsentText.text(member.consents)), .instant(member.pausedUntil),
            member.hasStopped ? .instant(now) : .null, member.move.map { .text($0.from ?? "") } ?? .null,
            .instant(member.move?.at), .text(ContactText.text(member.fallbacks)),
            .text(ContactText.text(member.health)), .text(ProfileText.text(member.pairing)),
            .text(member.staffKind?.rawValue), .text(member.stage.rawValue), .instant(member.stageSince),
            .instant(member.endedAt), .instant(now),
        ]
    }

    /// Those of `arguments` that are the same whenever they are made: without what holds the moment of writing.
    static func timeless(_ arguments: [SQLValue]) -> [SQLValue] {
        var values = arguments
        for place in momentary { values[place] = .null }
        return values
    }

    private static let momentary: [Int] = {
        let moments: Set = ["consents", "stopped_at", "moved_at", "stage_since", "ended_at", "updated_at"]
        let names = columns.split(separator: ", ").map(String.init) + ["updated_at"]
        return names.indices.filter { moments.contains(names[$0]) }
    }()

    private var roles: [String: Set<Role>] = [:]
    private var languages: [String: [String]] = [:]
    private var cohorts: [String: [CohortStay]] = [:]
    private var consents: [String: Consents] = [:]

    /// The person in the current row, whose columns are `columns` from `first` on.
    mutating func member(_ row: any SQLRow, from first: Int = 0) -> Member {
        let channel = row.optionalText(first + 9)
        let address = row.optionalText(first + 10)
        let zone = row.text(first + 3)
        let quietFrom = row.optionalInteger(first + 11)
        let quietTo = row.optionalInteger(first + 12)
        return Member(
            id: MemberID(row.text(first)),
            preferredName: row.text(first + 1),
            languages: Self.cached(row.text(first + 2), &languages) { WordSet.words($0) },
            timeZone: zone.isEmpty ? nil : zone,
            move: row.optionalInstant(first + 17).map { at in
                ZoneMove(from: row.optionalText(first + 16).flatMap { $0.isEmpty ? nil : $0 }, at: at)
            },
            roles: Self.cached(row.text(first + 4), &roles) { Set(WordSet.words($0).compactMap(Role.init)) },
            staffKind: row.optionalText(first + 21).flatMap(StaffKind.init),
            stage: Stage(rawValue: row.text(first + 22)) ?? .active,
            stageSince: row.optionalInstant(first + 23),
            endedAt: row.optionalInstant(first + 24),
            cohorts: Self.cached(row.text(first + 5), &cohorts) {
                WordSet.words($0).compactMap(CohortStay.init(text:))
            },
            joinedOn: row.optionalText(first + 6).flatMap(CivilDate.init(iso8601:)),
            interests: Set(WordSet.words(row.text(first + 7))),
            capacity: row.count(first + 8),
            contact: channel.map { ContactPoint(channel: $0, address: address ?? "") },
            fallbacks: ContactText.points(row.text(first + 18)),
            health: ContactText.health(row.text(first + 19)),
            quietHours: quietFrom.flatMap { from in
                quietTo.map {
                    QuietHours(
                        from: LocalTime(secondsSinceMidnight: Int(from)), to: LocalTime(secondsSinceMidnight: Int($0)))
                }
            },
            consents: Self.cached(row.text(first + 13), &consents) { ConsentText.consents($0) },
            pausedUntil: row.optionalInstant(first + 14),
            hasStopped: row.optionalInteger(first + 15) != nil,
            pairing: ProfileText.profile(row.text(first + 20)))
    }

    private static func cached<Value>(_ text: String, _ known: inout [String: Value], _ make: (String) -> Value)
        -> Value
    {
        if let value = known[text] { return value }
        let value = make(text)
        known[text] = value
        return value
    }
}
