import ArgumentParser
import Community

struct MembersGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members", abstract: "Takes in, lists, shows, exports and erases people.",
        subcommands: [
            MembersConsents.self, MembersErase.self, MembersExport.self, MembersImport.self, MembersList.self,
            MembersMet.self, MembersPrefer.self, MembersReachOut.self, MembersShow.self, MembersStage.self,
            MembersWelcome.self,
        ])
}

extension ProgramOptions {
    /// Whoever says that they are `name`, when they may do something about `member`: who that is, or who is permitted it.
    func actor(
        _ name: String, with permission: Permission, about member: Member, in workplace: Workplace
    ) async throws -> Member {
        let who = try await self.member(name, in: workplace)
        guard who.id == member.id || who.may(permission, about: member.id) else {
            throw fail("'\(who.id)' may not: it is for '\(member.id)', and \(permission.holders)", .notAllowed)
        }
        return who
    }

    /// Whoever says that they are `name`, when they are permitted something about others.
    func actor(_ name: String, with permission: Permission, in workplace: Workplace) async throws -> Member {
        let who = try await self.member(name, in: workplace)
        guard who.may(permission) else {
            throw fail("'\(who.id)' may not: it is \(permission.holders)", .notAllowed)
        }
        return who
    }
}

extension Permission {
    /// Whose it is, for a sentence that refuses it to somebody.
    fileprivate var holders: String {
        let roles = Role.allCases.filter { Role.permissions[$0]?.contains(self) ?? false }.sorted().map(\.rawValue)
        let words = roles.map { $0 == Role.staff.rawValue ? "staff whose work is care" : $0 }
        return "for whoever works here as one of: \(words.joined(separator: ", "))"
    }
}
