import Foundation
import TestSupport
import Testing

/// What somebody means to do, at the desk, with the real program.
@Suite(.timeLimit(.minutes(5))) struct CommitmentCommandTests {
    @Test func `S0-2: it is theirs and their peer's, word for word`() async throws {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let kept = try await program.run(
            "commitments", "set", "george", "Call my brother", "--at", "2999-01-02T18:00", "--follow-up", "1d",
            "--share-with", "joana")
        #expect(kept.status == 0 && kept.out.hasPrefix("commitment c-"), "\(kept)")
        for reader in ["george", "joana"] {
            let shown = try await program.run("commitments", "show", "--as", reader)
            #expect(shown.out == "george: Call my brother\n", "\(shown)")
        }
        let other = try await program.run("commitments", "show", "--as", "maria")
        #expect(other.out.isEmpty && other.err.contains("Nothing stands that 'maria' may read."))
        #expect(try await program.run("commitments", "share", "george", "--with-nobody").out == "theirs alone\n")
        #expect(try await program.run("commitments", "show", "--as", "joana").out.isEmpty)
        #expect(!(try await program.run("report", "--as", "maria").out.contains("brother")))
        let second = try await program.run("commitments", "set", "george", "Rest")
        #expect(second.status == 1 && second.err.contains("has one that stands"))
        #expect(try await program.run("commitments", "done", "george").status == 0)
        #expect(try await program.run("commitments", "done", "george").err.contains("nothing stands of 'george'"))
    }

    @Test(arguments: [
        (["set", "george", " "], Int32(64), "in their own words"),
        (["set", "george", "x", "--at", "tomorrow"], 64, "expected a time such as 2026-11-22T18:00, found 'tomorrow'"),
        (["set", "george", "x", "--at", "2020-01-01T18:00"], 64, "expected a time to come"),
        (["set", "george", "x", "--at", "2999-01-01T22:00"], 64, "they have quiet hours (21:00-08:00)"),
        (["set", "george", "x", "--follow-up", "1d"], 64, "give --at as well"),
        (["set", "george", "x", "--at", "2999-01-01T18:00", "--follow-up", "1h"], 64, "expected 3h to 7d, found '1h'"),
        (["set", "george", "x", "--share-with", "george"], 64, "expected another person than 'george'"),
        (["set", "george", "x", "--share-with", "maria"], 64, "'maria' is staff"),
        (["share", "george", "--with", "joana"], 1, "nothing stands of 'george'"),
    ])
    func `a wrong command says what is wrong`(arguments: [String], status: Int32, words: String) async throws {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let ended = try await program.run(["commitments"] + arguments)
        #expect(ended.status == status && ended.err.contains(words), "\(ended)")
    }
}
