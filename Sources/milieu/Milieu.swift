import ArgumentParser
import Glibc

/// The command line.
@main
struct Milieu: AsyncParsableCommand {
    static func main() async {
        // `milieu runs list | head` ends as `head` does; without this the signal would end it half-way.
        signal(SIGPIPE, SIG_IGN)
        await main(nil)
    }

    static let configuration = CommandConfiguration(
        commandName: "milieu",
        abstract: "Runs the scheduled life of a peer-support program.",
        discussion: """
            EXAMPLES
              milieu demo                                a program of thirty people, a week in seconds
              milieu init riverside                      a first program of your own
              milieu validate                            check every file
              milieu plan nightly-check-in               who would get what, and who would not and why
              milieu simulate --days 30                  the program's month ahead of time
              milieu run --due                           everything due now, deliver, exit (for cron)
              milieu why JOB --member ana --as maria     the first rule that said no
              milieu channels add team slack://…         a channel from an address that you have
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(name: "Get started", subcommands: [Demo.self, Init.self, Validate.self, Serve.self]),
            CommandGroup(
                name: "Jobs",
                subcommands: [
                    PlanJob.self, RunJob.self, Next.self, Why.self, Simulate.self, Backfill.self, JobsGroup.self,
                    ScheduleGroup.self,
                ]),
            CommandGroup(
                name: "Runs and deliveries", subcommands: [RunsGroup.self, DeliveriesGroup.self, ChannelsGroup.self]),
            CommandGroup(name: "Messages", subcommands: [MessagesGroup.self]),
            CommandGroup(
                name: "People",
                subcommands: [
                    MembersGroup.self, Answer.self, PairingsGroup.self, GoalsGroup.self, CommitmentsGroup.self,
                    ConcernsGroup.self, SafetyGroup.self, RepliesGroup.self, Skills.self,
                ]),
            CommandGroup(
                name: "Operate",
                subcommands: [
                    Status.self, Report.self, Doctor.self, Backup.self, Restore.self, Migrate.self, Prune.self,
                    LanguageGroup.self,
                    Reference.self, ExitCodes.self,
                ]),
        ])
}
