import Foundation
import TestSupport
import Testing

/// Answering, looking in and reaching out from the command line, with the real program.
@Suite(.timeLimit(.minutes(5))) struct CareCommandTests {
    /// What nothing that staff read may call anybody.
    private static let banned = ["diagnos", "depressed", "suicidal", "high risk", "low risk"]

    private func asked(
        instrument: Bool, edits: [(file: String, old: String, new: String)] = []
    ) async throws -> ProgramFolder {
        let program = try ProgramFolder()
        let instruments = [
            ("Config/milieu.yaml", "instruments: []", "instruments: [phq-9]"),
            (
                "Jobs/nightly-check-in.yaml", "questionnaire: evening",
                "questionnaire: phq-9\n      outside_coverage: a test"
            ),
        ]
        for (file, old, new) in (instrument ? instruments : []) + edits {
            let text = try String(contentsOfFile: "\(program.folder.path)/\(file)", encoding: .utf8)
            try program.folder.write(text.replacing(old, with: new), to: file)
        }
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        _ = try await program.run("run", "nightly-check-in")
        return program
    }

    @Test func `an answer is shown, given, changed and put off as on the page`() async throws {
        let program = try await asked(instrument: false)
        let shown = try await program.run("answer", "--member", "joana")
        #expect(shown.status == 0 && shown.out.contains("connection: ") && shown.out.contains("(0 to 10)"), "\(shown)")
        let wrong = try await program.run("answer", "--member", "joana", "conection=7")
        #expect(wrong.status == 64 && wrong.err.contains("did you mean 'connection'?"))
        let unreadable = try await program.run("answer", "--member", "joana", "connection=many")
        #expect(unreadable.status == 64 && unreadable.err.contains("a whole number from 0 to 10"))
        let later = try await program.run("answer", "--member", "joana", "--later", "1h")
        #expect(later.status == 0 && later.out.contains("asked again at"))
        let kept = try await program.run("answer", "--member", "joana", "connection=7", "high=the sea")
        #expect(kept.status == 0 && kept.out == "kept\n")
        let none = try await program.run("answer", "--member", "joana")
        #expect(none.status == 1 && none.err.contains("nothing waits for an answer of 'joana'"))
        let skipped = try await program.run("answer", "--member", "rui", "--skip", "--json")
        #expect(skipped.out.contains("\"kept\": true") && skipped.out.contains("\"support\": null"))
    }

    @Test func `S1-16: a flag goes from an answer to its end by counselors' words, and by no peer worker's`()
        async throws
    {
        let program = try await asked(instrument: true)
        let answer = try await program.run("answer", "--member", "joana", "thoughts=several_days", "down=not_at_all")
        #expect(answer.out.contains("112") && answer.out.contains("somebody on call was told"), "\(answer)")
        let list = try await program.run("safety", "list", "--as", "maria")
        let words = list.out.split { $0 == " " || $0 == "\n" }.map(String.init)
        let reference = try #require(
            words.first { $0.count == 4 && $0.allSatisfy(\.isHexDigit) && $0 == $0.uppercased() })
        #expect(list.out.contains("notified") && list.out.contains("nobody yet"))
        #expect(!list.out.lowercased().contains("joana"))
        #expect(try await program.run("status").err.contains("1 of the safety list"))
        // While members' messages are stopped the alert goes out all the same, and says a reference and nothing else.
        try program.folder.write("", to: "Config/STOP")
        let sent = try await program.run("run", "--due")
        let alert = sent.out.split(separator: "\n").filter { $0.contains(reference) }
        #expect(alert.count == 3 && alert.first?.contains("to maria: ") == true, "\(sent)")
        #expect(!sent.out.contains("to joana") && !sent.out.lowercased().contains("thoughts"))
        let deliveries = try await program.run("deliveries", "list", "--json")
        #expect(deliveries.out.contains("check-in.attention"))
        for name in ["halina", "zeca"] {
            let refused = try await program.run("safety", "acknowledge", reference, "--as", name)
            #expect(
                refused.status == 4
                    && refused.err.contains("may not: it is for whoever works here as one of: counselor, "))
        }
        let early = try await program.run("safety", "close", reference, "--as", "maria")
        #expect(early.status == 1 && early.err.contains("nothing was changed"))
        var all = answer.out + list.out + list.err
        for (verb, state) in [("acknowledge", "acknowledged"), ("followed-up", "followed up"), ("close", "closed")] {
            let done = try await program.run(
                "safety", verb, reference.lowercased(), "--as", "maria", "--note", "talked")
            #expect(done.status == 0 && done.out == "\(reference): \(state)\n", "\(done)")
            all += done.out + done.err
        }
        let show = try await program.run("safety", "show", reference, "--as", "maria")
        #expect(show.out.contains("an answer to 'thoughts' asks for a person") && show.out.contains("Joana"))
        all += show.out
        for word in Self.banned { #expect(!all.lowercased().contains(word), "\(word)") }
        let again = try await program.run("safety", "reopen", reference, "--as", "samir")
        #expect(again.out == "\(reference): open\n")
        #expect(try await program.run("safety", "show", "XXXX", "--as", "maria").status == 1)
    }

    @Test func `the reference that staff read in their chat is the one that a flag is taken on by`() async throws {
        let program = try await asked(
            instrument: true,
            edits: [
                (
                    "Config/milieu.yaml", "  screen:\n    kind: screen\n",
                    "  screen:\n    kind: screen\n  desk:\n    kind: screen\n    for: staff\n"
                ),
                ("Config/people.csv", "counselor staff,,,,,screen,maria", "counselor staff,,,,,desk,maria"),
                ("Config/milieu.yaml", "  country: PT\n", "  country: PT\n  card: https://cards.example.org/talk\n"),
            ])
        _ = try await program.run("answer", "--member", "joana", "thoughts=several_days")
        let sent = try await program.run("run", "--due")
        let line = try #require(
            sent.out.split(separator: "\n").first { $0.contains("A check-in needs your attention, ref ") }, "\(sent)")
        let reference = String(try #require(line.split(separator: " ").last))
        let done = try await program.run("safety", "acknowledge", reference, "--as", "maria")
        #expect(done.status == 0 && done.out == "\(reference): acknowledged\n", "\(done)")
        // S2-7: the program's card goes along by its name, at the desk and nowhere else.
        let shown = try await program.run("safety", "show", reference, "--as", "maria")
        #expect(shown.out.contains("card:    https://cards.example.org/talk\n"), "\(shown)")
        #expect(done.err.contains("card: https://cards.example.org/talk"))
        #expect(!sent.out.contains("cards.example.org"))
    }

    @Test func `S4-4: a message says which job sent it, for whom, and on what it rests`() async throws {
        let program = try await asked(instrument: false)
        let list = try await program.run("deliveries", "list", "--json")
        let id = try #require(list.out.firstMatch(of: #/"id": "([^"]+)"/#)?.1)
        let told = try await program.run("deliveries", "explain", String(id))
        #expect(told.status == 0, "\(told)")
        #expect(told.out.contains("sent because of: job 'nightly-check-in' (Nightly check-in), for member where "))
        #expect(told.out.contains("it rests on their consent to check_in"))
    }

    @Test func `the list of whom to reach is empty at first, and says what to do for a wish`() async throws {
        let program = try await asked(instrument: false)
        let list = try await program.run("members", "reach-out", "--as", "maria")
        #expect(list.status == 0 && list.err.contains("Nobody is on the list."))
        #expect(try await program.run("members", "reach-out", "--as", "zeca", "--json").out == "[]\n")
        let done = try await program.run("members", "reach-out", "--as", "maria", "--done", "joana")
        #expect(done.out.contains("off the list"))
    }
}
