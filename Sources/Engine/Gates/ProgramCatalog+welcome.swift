import Community
import PluginKit
import Scheduling

extension ProgramCatalog {
    /// The days, counted from the one on which somebody joined, that jobs for newcomers have something for.
    ///
    /// `job`: The one that asks; its own days are no obstacle to it.
    func welcomeDays(besides job: JobID) -> [DateOffset] {
        jobs.filter {
            $0.id != job && $0.definition.enabled && $0.definition.audience.roles.contains(.newcomer)
        }.flatMap(\.definition.on.date).filter { $0.field == .joinedOn }.map(\.rule)
    }
}

extension [DateOffset] {
    /// Whether one of these days after somebody joined is `day`.
    func fall(on day: CivilDate, for member: Member) -> Bool {
        guard let joined = member.joinedOn else { return false }
        return contains { $0.falls(on: day, anchor: joined) }
    }
}
