import Foundation
import TestSupport
import Testing

/// Goals at the desk, through the real program.
@Suite(.timeLimit(.minutes(5))) struct GoalCommandTests {
    private func id(_ out: String) throws -> String {
        String(try #require(out.split(separator: " ").dropFirst().first).dropLast())
    }

    @Test func `S2-11: what staff write to somebody is read by the table of terms, which warns and holds nothing back`()
        async throws
    {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let advice = try await program.run("goals", "suggest", "ana", "You should go out more", "--as", "maria")
        #expect(advice.status == 0 && advice.out.contains(": proposed"), "\(advice)")
        #expect(advice.err.contains("warning: 'You should' → "))
        let kind = try await program.run("goals", "suggest", "ana", "Lead the circle once", "--as", "maria")
        #expect(kind.status == 0 && !kind.err.contains("warning"))
        // A member's own words are nobody's to remark on.
        let own = try await program.run("goals", "add", "ana", "You should see me dance")
        #expect(own.status == 0 && !own.err.contains("warning"))
    }

    @Test func `S0-23: a goal is its owner's: staff suggest, and what they try besides is refused on record`()
        async throws
    {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let added = try await program.run(
            "goals", "add", "nuno", "Voltar a jogar, \"sem pressa\"", "--importance", "3", "--next", "call Rui",
            "--next-on", "2026-11-27")
        #expect(added.status == 0)
        let goal = try id(added.out)

        let refused = try await program.run("goals", "move", goal, "achieve", "--as", "maria")
        #expect(refused.status == 4)
        #expect(
            refused.err.contains("only the person whose goal it is can accept, complete, change or let go of it"))
        let shown = try await program.run("goals", "show", goal, "--as", "maria")
        #expect(shown.out.contains("state:        active") && shown.out.contains("maria: achieve (not done:"))
        #expect(shown.out.contains("Voltar a jogar, \"sem pressa\""))

        let idea = try id(
            try await program.run("goals", "suggest", "nuno", "Lead the circle", "--as", "maria").out)
        #expect(try await program.run("goals", "move", idea, "accept", "--as", "maria").status == 4)
        let taken = try await program.run(
            "goals", "move", idea, "accept", "--words", "Abrir a porta", "--as", "nuno")
        #expect(taken.out == "goal \(idea): active\n")
        let changed = try await program.run("goals", "move", goal, "change", "--words", "Ver um jogo", "--as", "nuno")
        #expect(changed.out.hasPrefix("goal \(goal): changed\ngoal g-"))
        let list = try await program.run("goals", "list", "--member", "nuno", "--as", "nuno")
        #expect(list.out.contains("Abrir a porta") && list.out.contains("Ver um jogo"))
        // Somebody else's eyes see that there are goals, and none of their words.
        let others = try await program.run("goals", "list", "--as", "rui")
        #expect(others.out.contains("(not yours to read)") && !others.out.contains("Abrir a porta"))
    }

    @Test func `the T-score is for counselors, and levels of others stand beside the owner's`() async throws {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let goal = try id(try await program.run("goals", "add", "nuno", "play").out)
        #expect(try await program.run("goals", "rate", goal, "1", "--as", "nuno").status == 0)
        #expect(try await program.run("goals", "rate", goal, "--as", "maria", "--", "-2").status == 0)
        let stranger = try await program.run("goals", "rate", goal, "2", "--as", "rui")
        #expect(stranger.status == 4 && stranger.err.contains("is not for rui to read, nor to rate"))
        let counselor = try await program.run("goals", "review", "--as", "maria")
        #expect(counselor.out.contains("60.0"))
        let member = try await program.run("goals", "review", "--as", "nuno")
        #expect(member.status == 4 && member.out.isEmpty)
        let shown = try await program.run("goals", "show", goal, "--as", "nuno")
        let lines = shown.out.split(separator: "\n").filter { $0.hasPrefix("level:") }
        #expect(lines == ["level:        1, says nuno", "level:        -2, says maria"])
        #expect(!shown.out.contains("60"))
    }

    @Test func `what an owner says about a goal is written down, and what anybody else says of it is not`() async throws
    {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let goal = try id(try await program.run("goals", "add", "nuno", "play", "--confidence", "3").out)
        let told = try await program.run(
            "goals", "tell", goal, "--why", "my sister", "--confidence", "6", "--level=-2=not at all", "--as", "nuno")
        #expect(told.status == 0, "\(told.err)")
        #expect(try await program.run("goals", "tell", goal, "--why", "duty", "--as", "maria").status == 4)
        let shown = try await program.run("goals", "show", goal, "--as", "nuno")
        #expect(shown.out.contains("my sister") && shown.out.contains("3 → 6") && !shown.out.contains("duty"))
        let others = try await program.run("goals", "show", goal, "--as", "maria")
        #expect(!others.out.contains("3 → 6"))
    }

    @Test(
        arguments: [
            (["goals", "move", "g-none", "rest", "--as", "nuno"], 1, "no goal 'g-none'"),
            (["goals", "add", "nuno", "  "], 64, "a goal needs words of its owner's"),
            (["goals", "add", "nuno", "x", "--importance", "11"], 64, "expected 0 to 10, found 11"),
            (["goals", "add", "nuno", "x", "--category", "peer-wrk"], 64, "did you mean 'peer-work'?"),
            (["goals", "add", "nuno", "x", "--level=3=far"], 64, "expected a level and its words"),
            (["goals", "add", "nuno", "x", "--review-on", "soon"], 64, "expected a day like 2026-11-20, found 'soon'"),
        ] as [([String], Int32, String)])
    func `a wrong command says what is wrong and what to do`(arguments: [String], status: Int32, words: String)
        async throws
    {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let ended = try await program.run(arguments)
        #expect(ended.status == status && ended.err.contains(words), "\(ended.err)")
    }
}
