import Community
import PluginKit
import Scheduling

extension ProgramCatalog {
    /// Whether a day is one on which a job for newcomers has something for `member`, counted from the day they joined.
    ///
    /// `job`: The one that asks; its own days are no obstacle to it.
    func welcomeDays(of member: Member, besides job: JobID) -> @Sendable (CivilDate) -> Bool {
        guard let joined = member.joinedOn else { return { _ in false } }
        let rules = jobs.filter {
            $0.id != job && $0.definition.enabled && $0.definition.audience.roles.contains(.newcomer)
        }.flatMap(\.definition.on.date).map(\.rule)
        return { day in rules.contains { $0.falls(on: day, anchor: joined) } }
    }
}
