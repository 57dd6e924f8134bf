import ArgumentParser
import Community

struct ConcernsSettle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle", abstract: "Takes the word of whoever raised one that it is settled, or taken back.",
        discussion: """
            No staff read it after that, and none have when its hold was not over.

            EXAMPLES
              milieu concerns settle k-3f7m2xqa --as ana
              milieu concerns settle k-3f7m2xqa --as ana --take-back
              milieu concerns settle k-3f7m2xqa --as ana --give-to-staff
            """)

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedConcern
    @Flag(help: "They take it back; nothing is kept of what it says.") var takeBack = false
    @Flag(help: "They would not settle it: staff can read it from now on.") var giveToStaff = false

    func validate() throws {
        if takeBack, giveToStaff { throw ValidationError("expected one of --take-back and --give-to-staff") }
    }

    func run() async throws { try await named.take(takeBack ? .withdraw : giveToStaff ? .release : .settle, options) }
}

struct ConcernsTake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Takes one on: somebody of the staff looks at it with them.",
        discussion: "EXAMPLES\n  milieu concerns take k-3f7m2xqa --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedConcern

    func run() async throws { try await named.take(.take, options, next: "milieu concerns close") }
}

struct ConcernsClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Closes one that somebody took on.",
        discussion: "EXAMPLES\n  milieu concerns close k-3f7m2xqa --as maria")

    @OptionGroup var options: ProgramOptions
    @OptionGroup var named: NamedConcern

    func run() async throws { try await named.take(.close, options) }
}
