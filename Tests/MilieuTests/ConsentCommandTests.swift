import Scheduling
import Testing

/// `milieu members consents`: what staff see ahead, and write down.
@Suite(.timeLimit(.minutes(5))) struct ConsentCommandTests {
    @Test func `consents are listed before they end, shown with their form, and written down with who did it`()
        async throws
    {
        let program = try ProgramFolder()
        let imported = try await program.run("members", "import", "Config/people.csv", "--apply")
        #expect(imported.status == 0, "\(imported.err)")
        let none = try await program.run("members", "consents", "--as", "maria")
        #expect(none.out.isEmpty && none.err.contains("No consent ends within 30 days."))
        let year = try await program.run("members", "consents", "--as", "maria", "--within", "366")
        #expect(year.out.contains("ana") && year.out.contains("check_in") && year.out.contains("2026-11"))
        #expect(!year.out.contains("reminders"))
        let shown = try await program.run("members", "consents", "ana", "--as", "maria")
        #expect(shown.out.contains("given") && shown.out.contains("roster") && shown.out.contains("leaving"))
        #expect(shown.out.contains("revocation: You can take this back at any time"))
        let revoked = try await program.run(
            "members", "consents", "ana", "--revoke", "pairing", "--how", "spoken", "--as", "maria")
        #expect(revoked.out == "ana: pairing is revoked\n", "\(revoked.err)")
        let again = try await program.run("members", "consents", "ana", "--revoke", "pairing", "--as", "maria")
        #expect(again.status != 0 && again.err.contains("'revoke' cannot happen to what is 'revoked'"))
        let imports = try await program.run("members", "import", "Config/people.csv", "--apply")
        #expect(imports.err.contains("1 listed consent has ended and is not given again"))
        let given = try await program.run(
            "members", "consents", "ana", "--give", "pairing", "--signed-on", "2026-01-31", "--as", "maria")
        #expect(given.out == "ana: pairing is given until 2027-01-31\n", "\(given.err)")
        let json = try await program.run("members", "consents", "ana", "--json", "--as", "samir")
        #expect(json.out.contains("\"noted_by\"") && json.out.contains("maria"))
    }

    @Test(arguments: [
        (["--give", "chekin", "--as", "maria"], "there is no purpose 'chekin'"),
        (
            ["--give", "goals"],
            "say who reads it with --as NAME: it is for 'ana', and for whoever works here as one of: "
        ),
        (["--give", "goals", "--as", "maria", "--how", "page"], "--how: expected paper or spoken, found 'page'"),
        (["--give", "goals", "--as", "maria", "--signed-on", "2099-01-01"], "expected no day after today"),
        (["--give", "goals", "--revoke", "goals", "--as", "maria"], "expected one of --offer, --give"),
        (["--give", "goals", "--as", "maira"], "no member 'maira'; did you mean 'maria'?"),
    ])
    func `what cannot be written down is told, and nothing is changed`(arguments: [String], words: String) async throws
    {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        let ended = try await program.run(["members", "consents", "ana"] + arguments)
        #expect(ended.status != 0 && ended.err.contains(words), "\(ended.err)")
        let shown = try await program.run("members", "consents", "ana", "--json", "--as", "samir")
        #expect(!shown.out.contains("maria"))
    }
}
