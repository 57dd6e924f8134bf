import Community
import Foundation
import Scheduling

/// What the answer to one question changed of a person's own choices: how often they are asked, a pause, how somebody is
/// to be in touch.
///
/// Whoever answers the same question otherwise has this put back first, so that *a call* that became *as it was* is no call
/// any more. What has become of a choice since, by the person's page or by somebody who called them, stands.
struct ChangedChoices: Codable, Hashable {
    /// One choice; a pause stands in it as its end in milliseconds since 1970.
    struct Change: Codable, Hashable {
        let choice: String
        /// nil where nothing had been chosen.
        let before: String?
        let after: String
    }

    var changes: [Change] = []

    static let pause = "paused_until"
}

extension SQLConnection {
    /// Does what an answer wishes for, in place of what an earlier answer to the same question wished for.
    func keep(_ wishes: [CareWish], by ask: Ask, at now: Instant) throws {
        // A call that is wished for once more is on the list already, and nobody is told of it twice.
        let stays = wishes.contains(.call)
        let kept = ask.answeredAt == nil ? [] : try putBack(whatChanged: ask, butForACall: stays, at: now)
        guard !wishes.isEmpty else { return }
        let before = try standingChoices(of: ask.member)
        for wish in wishes { try keep(wish, of: ask.member, at: now) }
        let after = try standingChoices(of: ask.member)
        let changes = after.keys.sorted().compactMap { name in
            after[name].flatMap { value in
                value == before[name] ? nil : ChangedChoices.Change(choice: name, before: before[name], after: value)
            }
        }
        guard !(kept + changes).isEmpty else { return }
        try execute(
            "UPDATE ask SET changed = $1 WHERE id = $2",
            [.text(JSONText.text(ChangedChoices(changes: kept + changes))), .text(ask.id)])
    }

    /// - Returns: What was not put back.
    private func putBack(
        whatChanged ask: Ask, butForACall staysOnList: Bool, at now: Instant
    ) throws -> [ChangedChoices.Change] {
        let text = try row("SELECT changed FROM ask WHERE id = $1", [.text(ask.id)]) { $0.optionalText(0) } ?? nil
        guard let text else { return [] }
        let standing = try standingChoices(of: ask.member)
        var kept: [ChangedChoices.Change] = []
        for change in JSONText.changedChoices(text).changes where standing[change.choice] == change.after {
            if staysOnList, change.after == "call" {
                kept.append(change)
            } else if let name = Preference(rawValue: change.choice) {
                try setPreference(name, of: ask.member, to: change.before)
            } else {
                let until = change.before.flatMap { Int64($0) }.map { Instant(milliseconds: $0) }
                try execute(
                    "UPDATE person SET paused_until = $1, updated_at = $2 WHERE id = $3",
                    [.instant(until), .instant(now), .text(ask.member.rawValue)])
            }
        }
        try execute("UPDATE ask SET changed = NULL WHERE id = $1", [.text(ask.id)])
        return kept
    }

    /// What a wish may change, as it stands, by name; without what was not chosen.
    private func standingChoices(of member: MemberID) throws -> [String: String] {
        let rows = try rows(
            """
            SELECT name, value FROM preference WHERE person_id = $1 AND name IN ('frequency', 'contact')
            """, [.text(member.rawValue)]
        ) { ($0.text(0), $0.text(1)) }
        var choices = Dictionary(rows) { first, _ in first }
        let pausedUntil = try row("SELECT paused_until FROM person WHERE id = $1", [.text(member.rawValue)]) {
            $0.optionalInstant(0)
        }
        choices[ChangedChoices.pause] = (pausedUntil ?? nil).map { String($0.milliseconds) }
        return choices
    }
}
