import ArgumentParser

struct MembersGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "Takes in, lists, shows, exports and erases people.",
        subcommands: [
            MembersConsents.self, MembersErase.self, MembersExport.self, MembersImport.self, MembersList.self,
            MembersMet.self, MembersPrefer.self, MembersReachOut.self, MembersShow.self, MembersStage.self,
            MembersWelcome.self,
        ])
}
