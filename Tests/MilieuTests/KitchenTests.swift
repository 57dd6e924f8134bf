import Foundation
import TestSupport
import Testing

/// What who cooks, and who runs the program, read at the desk: names and the schedule, and no answer.
@Suite(.timeLimit(.minutes(5))) struct KitchenTests {
    /// What people said, and what tells of it.
    private static let secrets = [
        "jardim", "paci\u{ea}ncia", "jogar", "irm\u{e3}o", "hardly anybody", "quiet since", "wishes for", "took back",
        "barulho",
    ]

    /// A command did not end as it should have.
    private struct Unexpected: Error {
        let ended: ProgramFolder.Ended
    }

    /// The program in which Nuno has said much, Joana took a consent back, and somebody has to look in on Halina.
    ///
    /// - Returns: It, with the id of Nuno's goal and the reference of the flag.
    private func program() async throws -> (program: ProgramFolder, goal: String, flag: String) {
        let program = try ProgramFolder()
        func run(_ arguments: String...) async throws -> ProgramFolder.Ended {
            let ended = try await program.run(arguments)
            guard ended.status == 0 else { throw Unexpected(ended: ended) }
            return ended
        }
        try program.folder.write(
            """
            id,preferred_name,roles,staff_kind,cohort,channel,address
            kim,Kim,staff,kitchen,,screen,kim
            sol,Sol,supervisor,,spring,screen,sol

            """, to: "staff.csv")
        for file in ["Config/people.csv", "staff.csv"] { _ = try await run("members", "import", file, "--apply") }
        _ = try await run("members", "consents", "joana", "--revoke", "check_in", "--how", "spoken", "--as", "maria")
        _ = try await run("members", "met", "tomasz", "rui")
        _ = try await run("goals", "add", "nuno", "Voltar a jogar")
        _ = try await run("commitments", "set", "nuno", "Ligar ao meu irm\u{e3}o")
        _ = try await run("concerns", "raise", "nuno", "--with-group", "--happened", "o barulho")
        _ = try await run("run", "nightly-check-in")
        _ = try await run(
            "answer", "--member", "nuno", "high=o meu jardim", "strength=paci\u{ea}ncia", "connection=3")
        _ = try await run("answer", "--member", "halina", "--harm")
        let goals = try await run("goals", "list", "--as", "nuno")
        let flags = try await run("safety", "list", "--json")
        guard let goal = goals.out.firstMatch(of: #/g-[a-z0-9]+/#)?.0,
            let flag = flags.out.firstMatch(of: #/"reference": "([^"]+)"/#)?.1
        else { throw Unexpected(ended: goals) }
        return (program, String(goal), String(flag))
    }

    @Test func `S3-6: of all that is read by name, who cooks and who runs the program see no answer and no reason`()
        async throws
    {
        let (program, goal, flag) = try await program()
        for reader in ["kim", "otto"] {
            let refused = [
                ["members", "export", "nuno"], ["members", "show", "nuno"], ["members", "show", "joana", "--json"],
                ["members", "erase", "nuno"], ["members", "erase", "nuno", "--yes"], ["members", "reach-out"],
                ["members", "reach-out", "--json"], ["members", "reach-out", "--done", "nuno"],
                ["goals", "show", goal],
            ]
            for arguments in refused {
                let ended = try await program.run(arguments + ["--as", reader])
                #expect(ended.status == 4 && ended.out.isEmpty, "\(reader) \(arguments) \(ended)")
            }
            let read = [
                ["goals", "list"], ["goals", "list", "--json"], ["goals", "review"], ["goals", "review", "--json"],
                ["commitments", "show"], ["commitments", "show", "--json"], ["concerns", "list"],
                ["concerns", "list", "--json"], ["report"], ["report", "--json"],
            ]
            for arguments in read {
                let ended = try await program.run(arguments + ["--as", reader])
                #expect(ended.status == 0, "\(arguments) \(ended)")
                for word in Self.secrets + [flag] {
                    #expect(!ended.out.contains(word), "\(reader) \(arguments): \(word)")
                }
                #expect(!ended.out.contains("t_score"))
            }
        }
        let safety = try await program.run("safety", "show", flag, "--as", "kim")
        #expect(safety.status == 4 && !safety.out.contains("Halina"))
        let all = try await program.run("report")
        #expect(
            all.out.contains("waiting for somebody to look in: fewer than 5\n") && !all.out.contains(flag), "\(all)")
    }

    @Test func `S3-6: a supervisor and a facilitator read what is for them, and the person all of it`() async throws {
        let (program, _, flag) = try await program()
        let sol = try await program.run("report", "--as", "sol")
        // Mei is in no cohort, and Nuno in another one than Sol.
        #expect(
            sol.status == 0 && sol.out.contains(flag) && sol.out.contains("\u{7f8e}\u{73b2}: hardly anybody"), "\(sol)")
        #expect(!sol.out.contains("Nuno"))
        let zeca = try await program.run("report", "--as", "zeca")
        #expect(zeca.out.contains("Nuno: hardly anybody") && !zeca.out.contains(flag), "\(zeca)")
        let list = try await program.run("members", "reach-out", "--as", "zeca", "--json")
        #expect(list.out.contains("\"nuno\"") && !list.out.contains("\"zeca\""))
        #expect(try await program.run("members", "show", "nuno", "--as", "zeca").status == 0)
        let refused = try await program.run("members", "export", "nuno", "--as", "zeca")
        #expect(
            refused.err
                == "error: 'zeca' may not: it is for 'nuno', and for whoever works here as one of: counselor, supervisor\n"
        )
        for reader in ["nuno", "sol"] {
            #expect(try await program.run("members", "export", "nuno", "--as", reader).out.contains("o meu jardim"))
        }
        // Whoever has left is staff no more.
        #expect(try await program.run("members", "stage", "sol", "leave", "--as", "maria").status == 0)
        for arguments in [["members", "export", "nuno"], ["members", "show", "nuno"], ["members", "erase", "nuno"]] {
            #expect(try await program.run(arguments + ["--as", "sol"]).status == 4)
        }
        #expect(try await program.run("report", "--as", "sol").status == 4)
        #expect(try await program.run("safety", "acknowledge", flag, "--as", "sol").status == 4)
    }
}
