public import Community
public import Scheduling

/// Whom a job is for.
public struct Audience: SettingsGroup {
    @Setting("Only in this program; left out, the one of Config/milieu.yaml.")
    public var program: String? = nil

    @Setting("People with any of these roles; everybody when left out.")
    public var roles: [Role] = []

    @Setting(
        "People on these parts of their way; left out, all who are here and no alumni. Nobody who was only invited, or has left."
    )
    public var stages: [Stage] = [.newcomer, .active, .paused, .transitioning]

    @Setting(
        "Only the people of this cohort, on the days on which they belong to it: nobody outside of it is asked, told or paired by the job, whatever its steps do. Left out, everybody."
    )
    public var cohort: String? = nil

    @Setting("A condition on each person, such as: consents.check_in and not paused.")
    public var `where`: Condition? = nil

    public init() {}
}

/// Runs that must not overlap.
public struct Concurrency: SettingsGroup {
    @Setting("Runs of all jobs with the same group count together; the job's own id when left out.")
    public var group: String? = nil

    @Setting("skip lets the later run go, queue makes it wait, replace ends the earlier one, allow runs both.")
    public var overlap: OverlapPolicy = .skip

    public init() {}
}
