import Community
import Foundation
import Persistence
import Scheduling
import TestSupport
import Testing

/// What counselors decide by `milieu pairings`, and what they are told.
@Suite struct PairingDecisionTests {
    /// The program with its people, and a round proposed; with the id of Ana's pair.
    private func proposed() async throws -> (program: ProgramFolder, id: String) {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        #expect(try await program.run("run", "newcomer-pairing").status == 0)
        let pending = try await program.run("pairings", "list", "--pending", "--as", "maria")
        let line = try #require(pending.out.split(separator: "\n").first { $0.contains("Ana") })
        return (program, String(try #require(line.split(separator: " ").first)))
    }

    @Test(.timeLimit(.minutes(5)))
    func `S1-20: a counselor who is one of the two decides nothing about the pair`() async throws {
        let (program, id) = try await proposed()
        let file = program.folder.path + "/Config/people.csv"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try program.folder.write(
            text.replacing(
                "Europe/Lisbon,member newcomer,autumn", with: "Europe/Lisbon,member newcomer counselor,autumn"),
            to: "Config/people.csv")
        let imported = try await program.run("members", "import", "Config/people.csv", "--apply")
        #expect(imported.out.hasPrefix("0 added, 1 changed"), "\(imported.out)")
        let own = try await program.run("pairings", "approve", id, "--as", "ana")
        #expect(own.status == 4 && own.err.contains("'ana' is one of the two of this pair; another counselor decides"))
        #expect(try await program.run("pairings", "approve", id, "--as", "maria").status == 0)
    }

    @Test(.timeLimit(.minutes(5)))
    func `who comes second is told who decided what and when, and the pair tells its history`() async throws {
        let (program, id) = try await proposed()
        let first = try await program.run("pairings", "approve", id, "--as", "maria")
        #expect(first.status == 0 && first.out.contains("pair \(id): approved"))
        let second = try await program.run("pairings", "decline", id, "--as", "samir", "--reason", "not-this-pair")
        #expect(second.status == 1)
        #expect(second.err.contains("pair '\(id)' was approved by Maria on 20"))
        #expect(second.err.contains("nothing was changed") && second.err.contains("milieu pairings show \(id)"))
        let shown = try await program.run("pairings", "show", id, "--as", "maria")
        #expect(shown.out.contains("the program") && shown.out.contains("Maria (maria)"))
        #expect(shown.out.contains("propose") && shown.out.contains("approve"))
        let document = try await program.run("pairings", "show", id, "--json", "--as", "maria")
        #expect(document.out.contains("\"event\": \"approve\"") && document.out.contains("\"by\": \"maria\""))
    }

    @Test(.timeLimit(.minutes(5)))
    func `a pair that ends for safety is ended with its day, and its newcomer is seen to wait`() async throws {
        let (program, id) = try await proposed()
        let early = try await program.run(
            "pairings", "end", id, "--as", "maria", "--for-safety", "--until", "2020-01-01")
        #expect(early.status == 64 && early.err.contains("a day to come"))
        #expect(try await program.run("pairings", "end", id, "--as", "maria", "--until", "2099-01-01").status == 64)
        let ended = try await program.run(
            "pairings", "end", id, "--as", "maria", "--for-safety", "--until", "2099-01-01")
        #expect(ended.status == 0 && ended.out.contains("ended for safety"))
        let again = try await program.run("pairings", "end", id, "--as", "maria")
        #expect(again.status == 1 && again.err.contains("nothing was changed"))
        let waiting = try await program.run("pairings", "list", "--waiting", "--as", "maria")
        #expect(waiting.out.contains("ana") && waiting.out.contains(" d"))
        let states = try await program.run("pairings", "list", "--json", "--as", "maria", "--state", "ended-for-safety")
        #expect(states.out.contains("\"id\": \"\(id)\""))
    }

    @Test(.timeLimit(.minutes(5))) func `a mentor who rests is proposed to nobody until it is lifted`() async throws {
        let (program, id) = try await proposed()
        let before = try await program.run("pairings", "show", id, "--json", "--as", "maria")
        #expect(before.out.contains("\"mentor\": \"joana\""))
        #expect(try await program.run("pairings", "rest", "joana", "--as", "maria").status == 0)
        let after = try await program.run("pairings", "show", id, "--as", "maria")
        #expect(after.out.contains("withdrawn") && after.out.contains("the mentor takes nobody new at the moment"))
        #expect(try await program.run("pairings", "list", "--as", "maria").err.contains("nobody new for now: joana"))
        let lifted = try await program.run("pairings", "rest", "joana", "--as", "maria", "--lift")
        #expect(lifted.out.contains("new people are welcome again"))
        #expect(try await program.run("pairings", "rest", "joana", "--as", "maria", "--lift").status == 1)
    }

    @Test(
        .timeLimit(.minutes(5)),
        arguments: [
            (["list", "--state", "actve"], Int32(64), "there is no state 'actve'; did you mean 'active'?"),
            (["list", "--pending", "--waiting"], 64, "--waiting shows people"),
            (["approve", "p-none", "--as", "maria"], 1, "no pair 'p-none'"),
            (["approve", "p-none", "--as", "ana"], 4, "'ana' is no counselor"),
            (
                ["decline", "p-none", "--as", "maria", "--reason", "never"], 64,
                "expected another, not-this-pair, later"
            ),
            (["pause", "p-none", "--as", "maria"], 1, "no pair 'p-none'"),
            (["rest", "ana", "--as", "maria"], 1, "'ana' is no mentor"),
            (["end", "p-none", "--as", "maria", "--for-safety", "--until", "soon"], 64, "--until expects a day"),
        ])
    func `a wrong command says what is wrong`(arguments: [String], status: Int32, words: String) async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        let ended = try await program.run(["pairings"] + arguments)
        #expect(ended.status == status)
        #expect(ended.err.contains(words), "\(ended.err)")
    }

    @Test(.timeLimit(.minutes(5))) func `the demo pairs people on Monday and asks them on Thursday how it goes`()
        async throws
    {
        let program = try ProgramFolder()
        let demo = try await program.run("demo", "--no-color")
        #expect(demo.status == 0, "\(demo.err)")
        #expect(demo.out.contains("ana says yes on the page (HTTP 200)"))
        #expect(demo.out.contains("joana says yes on the page (HTTP 200)"))
        #expect(demo.out.contains("ana would like to keep it as it is (HTTP 200)"))
        #expect(demo.out.contains("ana and joana both said yes: active"))
        #expect(demo.out.contains("wrong: 0"))
        // In the morning staff are told how much waits, and of whom only at the desk.
        #expect(demo.out.contains("What waits this morning") && demo.out.contains("isto espera. Pessoas: "))
        #expect(demo.out.contains("waits this morning: "))
    }
}
