import ArgumentParser

struct RepliesGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replies",
        abstract: "Shows what people wrote back that somebody has to read, and takes down what was done.",
        subcommands: [RepliesList.self, RepliesShow.self, RepliesDone.self, RepliesStop.self])
}
