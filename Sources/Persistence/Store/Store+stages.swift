public import Community
import PluginKit
public import Scheduling

extension Store {
    /// Takes a person on along their way.
    ///
    /// `stage`: The stage that they are in now by the calendar, which decides what can happen to them.
    /// `today`: The day by their own clock, on which somebody who joins begins, whatever day was planned for it;
    /// nil leaves the planned one.
    /// - Returns: The person as they stand now; nil when nobody is held under the id.
    /// - Throws: `InvalidTransition` when the event cannot happen in this stage.
    public func setStage(
        _ id: MemberID, _ event: Stage.Event, from stage: Stage, on today: CivilDate? = nil, at now: Instant
    ) async throws -> Member? {
        let next = try stage.after(event).keptAs
        return try await database.write { connection in
            guard var person = try connection.people([id])[id] else { return nil }
            person.enter(next, at: now)
            if event == .join { person.joinedOn = today ?? person.joinedOn }
            try connection.execute(
                """
                UPDATE person SET stage = $1, stage_since = $2, updated_at = $2, ended_at = $3, joined_on = $4 WHERE id = $5
                """,
                [
                    .text(next.rawValue), .instant(now), .instant(person.endedAt), .text(person.joinedOn?.iso8601),
                    .text(id.rawValue),
                ])
            if event == .join {
                try connection.note(EventName.memberJoined.rawValue, [id], about: "\(id) \(now.milliseconds)", at: now)
            }
            try connection.entered(person, at: now)
            try connection.withdrawPairs(of: id, at: now)
            return person
        }
    }
}

extension SQLConnection {
    /// Does what a stage brings with it, in the transaction in which somebody enters it.
    func entered(_ member: Member, at now: Instant) throws {
        try note(EventName.stageChanged.rawValue, [member.id], about: "\(member.id) \(now.milliseconds)", at: now)
        guard member.stage == .left else { return }
        try letGo(
            because: "has left the program", at: now,
            where: "person_id = $3 AND purpose IS NOT NULL AND purpose <> 'follow_ups'", [.text(member.id.rawValue)])
        // A consent that was given for the time here is over with it.
        var consents = member.consents
        for consent in consents.latest.values where consent.state == .given && consent.end == .leaving {
            var ended = consent
            ended.state = try consent.state.after(.expire)
            ended.endedAt = now
            consents.note(ended)
            try put([(member.id, ended)])
        }
        guard consents != member.consents else { return }
        try execute(
            "UPDATE person SET consents = $1 WHERE id = $2",
            [.text(ConsentText.text(consents)), .text(member.id.rawValue)])
    }
}
