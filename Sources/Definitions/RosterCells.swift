public import Community
public import Scheduling

/// A person as the cells of a roster, which `RosterReader` makes the same person of.
public enum RosterCells {
    /// The cells that are not empty, in the order of `RosterReader.columns`.
    ///
    /// `zone`: The clock that a pause ends by, as the reader takes it: the person's own, or UTC.
    /// `apart`: Whom not to pair with them.
    public static func cells(
        of member: Member, zone: ZoneRules, apart: [MemberID] = []
    ) -> [(column: String, text: String)] {
        let fallbacks = member.fallbacks.map { "\($0.channel) \($0.address)" }
        let roles = member.roles.sorted().map(\.rawValue)
        let consents = member.consents.given.sorted().map(\.rawValue)
        let pause: String? = member.pausedUntil.map { zone.civil(at: $0).date.iso8601 }
        var texts: [String: String] = [:]
        texts["id"] = member.id.rawValue
        texts["preferred_name"] = member.preferredName
        texts["languages"] = member.languages.joined(separator: " ")
        texts["time_zone"] = member.timeZone
        texts["roles"] = roles.joined(separator: " ")
        texts["staff_kind"] = member.staffKind?.rawValue
        texts["stage"] = member.stage == .active ? nil : member.stage.rawValue
        texts["cohorts"] = member.cohorts.map(\.text).joined(separator: "|")
        texts["joined_on"] = member.joinedOn?.iso8601
        texts["interests"] = member.interests.sorted().joined(separator: "|")
        texts["capacity"] = "\(member.capacity)"
        texts["channel"] = member.contact?.channel
        texts["address"] = member.contact?.address
        texts["fallback"] = fallbacks.joined(separator: "; ")
        texts["quiet_start"] = member.quietHours?.from.description
        texts["quiet_end"] = member.quietHours?.to.description
        texts["consents"] = consents.joined(separator: " ")
        texts["consent_on"] =
            member.consents.latest.values.filter { $0.state == .given }.compactMap(\.signedOn).max()?.iso8601
        texts["do_not_pair"] = apart.map(\.rawValue).joined(separator: " ")
        texts["paused_until"] = pause
        texts["stopped"] = member.hasStopped ? "yes" : ""
        for (column, text) in member.pairing.cells { texts[column] = text }
        return RosterReader.columns.compactMap { column in
            texts[column].flatMap { $0.isEmpty ? nil : (column, $0) }
        }
    }

    /// What is different between two states of one person, column by column; the empty text stands for an empty cell.
    public static func changes(
        from old: Member, to new: Member, zone: ZoneRules
    ) -> [(column: String, old: String, new: String)] {
        let before = Dictionary(uniqueKeysWithValues: cells(of: old, zone: zone).map { ($0.column, $0.text) })
        let after = Dictionary(uniqueKeysWithValues: cells(of: new, zone: zone).map { ($0.column, $0.text) })
        return RosterReader.columns.compactMap { column in
            let (one, other) = (before[column] ?? "", after[column] ?? "")
            return one == other ? nil : (column, one, other)
        }
    }
}
