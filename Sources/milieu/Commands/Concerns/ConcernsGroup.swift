import ArgumentParser

struct ConcernsGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "concerns",
        abstract: "Keeps what did not sit well with somebody: first with whom it concerns, then with staff.",
        discussion: """
            Whoever raised one reads it always, and whom they chose to tell while it stands. Staff who follow up read it once
            its hold is over (concern_hold in Config/milieu.yaml); before that they see how many are held. When somebody may be
            harmed nothing waits: milieu answer --harm.
            """,
        subcommands: [
            ConcernsRaise.self, ConcernsList.self, ConcernsShow.self, ConcernsSettle.self, ConcernsTake.self,
            ConcernsClose.self,
        ])
}
