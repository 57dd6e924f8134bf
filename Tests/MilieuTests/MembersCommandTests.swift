import Community
import Foundation
import Persistence
import Scheduling
import TestSupport
import Testing

/// People in, shown, out and gone, through the real program.
@Suite(.timeLimit(.minutes(5))) struct MembersCommandTests {
    private func code(_ said: String) throws -> String {
        let words = said.split { $0 == " " || $0 == "\n" }
        let flag = try #require(words.firstIndex(of: "--code"))
        return String(words[words.index(after: flag)])
    }

    @Test func `an import shows the difference and writes nothing, and takes in what was shown`() async throws {
        let program = try ProgramFolder()
        let shown = try await program.run("members", "import", "Config/people.csv")
        #expect(shown.status == 0 && shown.out.contains("+ ana Ana (member newcomer)\n"))
        #expect(shown.out.hasSuffix("30 would be added, 0 would be changed, 0 as they were, 1 more not to be paired\n"))
        #expect(shown.err.contains("Nothing was written."))
        #expect(try await program.run("members", "list").err.contains("Nobody yet"))
        let first = try code(shown.err)
        let taken = try await program.run("members", "import", "Config/people.csv", "--apply", "--code", first)
        #expect(taken.status == 0 && taken.out.hasPrefix("30 added, 0 changed, 0 as they were"))
        // Again: nothing to do, under another code.
        let again = try await program.run("members", "import", "Config/people.csv")
        #expect(again.out == "0 would be added, 0 would be changed, 30 as they were\n")
        #expect(again.err.contains("there is nothing to take in"))

        try program.folder.write(
            "sep=;\r\nid;preferred_name;joined_on;capacity;cohort\r\nnew;Zo\u{eb};15.11.2026;1,0;z\r\nbad;B;05/11/2026;;\r\n",
            to: "more.csv")
        let refused = try await program.run("members", "import", "more.csv", "--apply")
        #expect(refused.status == 3)
        #expect(
            refused.err.contains(
                "more.csv:4:7: error: joined_on: '05/11/2026' may be 2026-11-05 or 2026-05-11 [date]"))
        #expect(refused.err.contains("= help: write it like 2026-11-20"))
        #expect(
            refused.out.contains("+ new Zoë (member)\n1 would be added")
                && refused.err.contains("Nothing was taken in."))
        let skipped = try await program.run("members", "import", "more.csv", "--apply", "--skip-rejected")
        #expect(skipped.status == 0 && skipped.out == "1 added, 0 changed, 0 as they were, 1 row refused\n")

        try program.folder.write(
            "id,preferred_name,joined_on,capacity,cohort\nnew,Zoe,2026-11-15,1,z\n", to: "more.csv")
        let changed = try await program.run("members", "import", "more.csv")
        #expect(changed.out.hasPrefix("~ new preferred_name: 'Zoë' → 'Zoe'\n0 would be added, 1 would be changed"))
        let stale = try await program.run("members", "import", "more.csv", "--apply", "--code", first)
        #expect(
            stale.status == 1 && stale.err.contains("the difference is another than the one shown under '\(first)'"))
        let json = try await program.run("members", "import", "more.csv", "--json")
        let document = try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any]
        let other = try code(changed.err)
        #expect(document?["applied"] as? Bool == false && document?["code"] as? String == other)
        #expect(document?["changed"] as? [String] == ["new"])
        #expect(
            try await program.run("members", "import", "more.csv", "--apply", "--code", other).status == 0)
        try program.folder.write("id,consents,consent_on\nlate,check_in,20.11.2062\n", to: "late.csv")
        let late = try await program.run("members", "import", "late.csv", "--apply")
        #expect(late.status == 3 && late.err.contains("late.csv:2:15: error: consent_on: expected no day after today"))
    }

    @Test func `goals that people had before come in as they wrote them, once`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        try program.folder.write(
            "member;own_words;set_on;importance\r\nnuno;Jogar, \"sem\" pressa;15.11.2025;7,0\r\nnobody;x;;\r\nana;;;12\r\n",
            to: "goals.csv")
        let refused = try await program.run("goals", "import", "goals.csv", "--apply")
        #expect(refused.status == 3 && refused.out.hasSuffix("1 would be added, 0 here already, 2 rows refused\n"))
        for fault in [
            "goals.csv:3:1: error: member: there is no person 'nobody' in the program",
            "goals.csv:4:5: error: own_words: the row has no words",
            "goals.csv:4:7: error: importance: expected a whole number from 0 to 10, found '12'",
        ] { #expect(refused.err.contains(fault), "\(refused.err)") }
        let taken = try await program.run("goals", "import", "goals.csv", "--apply", "--skip-rejected")
        #expect(taken.status == 0 && taken.out.hasPrefix("1 added"))
        let again = try await program.run("goals", "import", "goals.csv", "--apply", "--skip-rejected")
        #expect(again.out.hasPrefix("0 added, 1 here already"))
        let list = try await program.run("goals", "list", "--member", "nuno", "--as", "nuno")
        #expect(list.out.contains("Jogar, \"sem\" pressa"))
    }

    @Test func `a file of Windows-1252 is read, and the person is told to look at the names`() async throws {
        let program = try ProgramFolder()
        try program.folder.write(
            bytes: Array("id;preferred_name\r\nze;Z".utf8) + [0xe9, 13, 10], to: "western.csv")
        let shown = try await program.run("members", "import", "western.csv")
        #expect(shown.out.contains("+ ze Zé (member)"))
        #expect(
            shown.err.contains(
                "western.csv:2:1: warning: the file is not UTF-8; it was read as Windows-1252, in which this line begins 'ze;Zé"
            ))
    }

    @Test func `S1-25: everybody can have all that is held about them, as one document that others cannot read`()
        async throws
    {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        _ = try await program.run("goals", "add", "nuno", "Voltar a \"jogar\"")
        #expect(try await program.run("run", "nightly-check-in").status == 0)
        let made = try await program.run("members", "export", "nuno", "--as", "nuno", "--to", "nuno.json")
        #expect(made.status == 0 && made.out.isEmpty)
        let path = program.folder.path + "/nuno.json"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let goals = try #require(document["your goals"] as? [[String: Any]])
        #expect(goals.first?["your own words"] as? String == "Voltar a \"jogar\"")
        let asked = try #require(document["what you were asked, and what you answered"] as? [[String: Any]])
        let questions = try #require(asked.first?["questions and answers"] as? [[String: Any]])
        #expect((questions.first?["question"] as? String)?.count ?? 0 > 10)
        #expect((document["messages to you"] as? [Any])?.count == 1)
        #expect((document["not in this document, whether there is any of it or not"] as? [String])?.count ?? 0 > 3)
        #expect(text.hasSuffix("\"42 CFR part 2 prohibits unauthorized use or disclosure of these records.\"\n}\n"))
        #expect(try await program.run("members", "export", "nuno", "--as", "nuno", "--to", "nuno.json").status == 1)
    }

    @Test func `an erasure is shown first, asks who does it, and an import refuses the person afterwards`() async throws
    {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        _ = try await program.run("goals", "add", "nuno", "play")
        let member = try await program.run("members", "erase", "nuno", "--as", "rui")
        #expect(member.status == 4 && member.err.contains("'rui' may not: it is for 'nuno', and"))
        let shown = try await program.run("members", "erase", "nuno", "--as", "maria")
        #expect(shown.status == 0 && shown.out.contains("would be gone: 1 goals\n"))
        #expect(try await program.run("members", "show", "nuno", "--as", "maria").status == 0)
        let gone = try await program.run("members", "erase", "nuno", "--as", "maria", "--yes")
        #expect(gone.status == 0 && gone.out.contains("gone: 1 the person's own row\n"))
        #expect(try await program.run("members", "show", "nuno", "--as", "maria").err.contains("no member 'nuno'"))
        let again = try await program.run("members", "import", "Config/people.csv", "--apply")
        #expect(again.status == 0 && again.out.contains("29 as they were, 1 left out, as they were erased"))
        #expect(again.err.contains("warning: 'nuno' was erased here [erased]"))
        try program.folder.write("id\nNUNO\n", to: "capitals.csv")
        let capitals = try await program.run("members", "import", "capitals.csv", "--apply")
        #expect(capitals.out.hasPrefix("0 added") && capitals.err.contains("warning: 'NUNO' was erased here [erased]"))
        let back = try await program.run("members", "import", "Config/people.csv", "--apply", "--readmit")
        #expect(back.out.hasPrefix("1 added"))
    }

    @Test func `a list that spells an id or an address another way gets round no stop`() async throws {
        let program = try ProgramFolder()
        let header = "id,preferred_name,channel,address\n"
        try program.folder.write(header + "joao,Jo\u{e3}o,screen,joao@example.org\n", to: "first.csv")
        #expect(try await program.run("members", "import", "first.csv", "--apply").status == 0)
        try await program.open().setStopped(MemberID("joao"), true, at: Instant(seconds: 1_795_000_000))
        try program.folder.write(
            header + "Joao,Jo\u{e3}o,screen,joao@example.org\njoe,Joe,screen,joao@example.org\n", to: "more.csv")
        let refused = try await program.run("members", "import", "more.csv", "--apply")
        #expect(refused.status == 3 && refused.err.contains("Nothing was taken in."))
        #expect(
            refused.err.contains(
                "more.csv:2:1: error: the id 'Joao' differs from 'joao', who is here, in capitals alone [namesake]"))
        let skipped = try await program.run("members", "import", "more.csv", "--apply", "--skip-rejected")
        #expect(skipped.status == 0 && skipped.out == "1 added, 0 changed, 0 as they were, 1 row refused\n")
        #expect(
            skipped.err.contains(
                "more.csv:3:1: warning: 'joao' asked for no more messages by 'screen' at this address; so nothing goes there to 'joe'"
            ))
        #expect(try await program.open().person(MemberID("joe"))?.health.map(\.state) == [.stopped])
    }

    @Test func `what a spreadsheet takes from numbers is told`() async throws {
        let program = try ProgramFolder()
        let header = "id,channel,address\n"
        try program.folder.write(header + "007,screen,+351912345678\n8,screen,0912345678\n", to: "numbers.csv")
        #expect(try await program.run("members", "import", "numbers.csv", "--apply").status == 0)
        try program.folder.write(header + "7,screen,\n007,screen,351912345678\n8,screen,912345678\n", to: "numbers.csv")
        let shown = try await program.run("members", "import", "numbers.csv")
        #expect(shown.status == 0)
        for note in [
            "numbers.csv:2:1: warning: nobody has the id '7', and '007' is here",
            "numbers.csv:3:1: warning: '351912345678' is the address '+351912345678' without what stood before the number",
            "numbers.csv:4:1: warning: '912345678' is the address '0912345678' without",
        ] { #expect(shown.err.contains(note), "\(shown.err)") }
    }

    @Test func `a name whose letters a spreadsheet lost does not replace the name`() async throws {
        let program = try ProgramFolder()
        try program.folder.write("id,preferred_name\nedek,\u{141}\u{f3}d\u{17a}\n", to: "names.csv")
        #expect(try await program.run("members", "import", "names.csv", "--apply").status == 0)
        try program.folder.write("id,preferred_name\nedek,?\u{f3}d?\nnew,?ukasz\n", to: "names.csv")
        let refused = try await program.run("members", "import", "names.csv", "--apply")
        #expect(refused.status == 3)
        #expect(
            refused.err.contains(
                "names.csv:2:1: error: '?\u{f3}d?' is the name '\u{141}\u{f3}d\u{17a}' with letters lost [lost-letters]"
            ))
        #expect(refused.err.contains("names.csv:3:5: warning: preferred_name: '?ukasz' may have lost letters"))
    }

    @Test func `a list of a few columns changes what it says and nothing else`() async throws {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        try program.folder.write("id,cohort\njoana,green\n", to: "cohorts.csv")
        let shown = try await program.run("members", "import", "cohorts.csv")
        #expect(
            shown.out
                == "~ joana cohorts: nothing \u{2192} 'green'\n0 would be added, 1 would be changed, 0 as they were\n")
        try program.folder.write("id,cohort,capacity,roles\njoana,green\n", to: "cohorts.csv")
        let short = try await program.run("members", "import", "cohorts.csv", "--apply")
        #expect(
            short.err.contains(
                "cohorts.csv:2:1: warning: the row ends before 'capacity'; what is known by it and the 1 column behind it stays as it is"
            ))
        let joana = try #require(try await program.open().person(MemberID("joana")))
        #expect(joana.cohorts == [CohortStay("green")] && joana.capacity == 2 && joana.roles == [.member, .mentor])
    }

    @Test func `S0-8: a timeline tells what was done and why, and answers only to those who may read them`()
        async throws
    {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        #expect(try await program.run("run", "nightly-check-in").status == 0)
        let answered = try await program.run(
            "answer", "--member", "nuno", "high=o meu jardim", "strength=paci\u{ea}ncia", "connection=3")
        #expect(answered.status == 0, "\(answered.err)")
        let own = try await program.run("members", "show", "nuno", "--as", "nuno")
        #expect(own.out.contains("strength: paciência") && own.out.contains("high: o meu jardim"))
        let staff = try await program.run("members", "show", "nuno", "--as", "maria")
        #expect(staff.out.contains("answered: evening (connection: 3; 2 answers not yours to read)"))
        #expect(
            !staff.out.contains("jardim") && !staff.out.contains("paci")
                && staff.out.contains("message: check-in.evening by screen"))
        let json = try await program.run("members", "show", "nuno", "--as", "maria", "--json")
        #expect(!json.out.contains("jardim") && json.out.contains("\"unread\": "))
        #expect(try await program.run("members", "show", "nuno", "--as", "rui").status == 4)
    }
}
