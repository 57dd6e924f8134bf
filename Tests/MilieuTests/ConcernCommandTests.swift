import Foundation
import TestSupport
import Testing

/// What did not sit well with somebody, at the desk, with the real program.
@Suite(.timeLimit(.minutes(5))) struct ConcernCommandTests {
    /// The program with its people, where Ana and Joana were in contact.
    private func program() async throws -> ProgramFolder {
        let program = try ProgramFolder()
        _ = try await program.run("members", "import", "Config/people.csv", "--apply")
        _ = try await program.run("members", "met", "ana", "joana")
        return program
    }

    private func id(of kept: ProgramFolder.Ended) -> String {
        kept.out.firstMatch(of: #/k-[a-z0-9]{8}/#).map { String($0.0) } ?? "none"
    }

    @Test func `S0-18, S0-19: the two read it, staff have a number, and given to staff they read it and take it on`()
        async throws
    {
        let program = try await program()
        let kept = try await program.run(
            "concerns", "raise", "ana", "--with", "joana", "--happened", "I waited at the library", "--need",
            "some quiet", "--repair", "a word before", "--support", "a map")
        #expect(kept.status == 0 && kept.out.contains("kept; staff read it from "), "\(kept)")
        let id = id(of: kept)
        for reader in ["ana", "joana"] {
            let shown = try await program.run("concerns", "show", id, "--as", reader)
            for part in ["library", "need:     some quiet", "a word before", "a map", "raised:"] {
                #expect(shown.out.contains(part), "\(shown)")
            }
        }
        for reader in ["maria", "rui", "zeca", "otto"] {
            let refused = try await program.run("concerns", "show", id, "--as", reader)
            #expect(refused.status == 4 && refused.out.isEmpty)
            // What is held and what is not there are one to whoever may not read it.
            let unknown = try await program.run("concerns", "show", "k-22222222", "--as", reader)
            #expect(unknown.err.replacing("k-22222222", with: id) == refused.err)
            let list = try await program.run("concerns", "list", "--as", reader)
            #expect(!list.out.contains(id) && !list.out.contains("ana"))
            #expect(
                list.out.contains("held between those whom they concern: 1") == (reader == "maria" || reader == "otto"))
        }
        let report = try await program.run("report", "--as", "maria")
        #expect(!report.out.contains(id) && !report.out.contains("to talk over"))
        for command in [["settle", id, "--as", "joana"], ["take", id, "--as", "ana"]] {
            let refused = try await program.run(["concerns"] + command)
            #expect(refused.status == 4 && refused.err.contains("may not: it is for"), "\(refused)")
        }
        #expect(
            try await program.run("concerns", "settle", id, "--as", "ana", "--give-to-staff").out
                == "\(id): with staff\n")
        let morning = try await program.run("report", "--as", "maria")
        #expect(morning.out.contains("to talk over with somebody: 1\n  \(id), since "), "\(morning)")
        #expect(try await program.run("concerns", "show", id, "--as", "samir").out.contains("library"))
        #expect(try await program.run("concerns", "close", id, "--as", "maria").err.contains("is with staff"))
        #expect(try await program.run("concerns", "take", id, "--as", "maria").out == "\(id): taken\n")
        #expect(try await program.run("concerns", "close", id, "--as", "maria").out == "\(id): closed\n")
        let list = try await program.run("concerns", "list", "--as", "maria", "--json")
        #expect(list.out.contains("\"held\": 0") && !list.out.contains(id), "\(list)")
    }

    @Test func `S0-18: settled or taken back it is nobody's but theirs`() async throws {
        let program = try await program()
        let first = id(
            of: try await program.run("concerns", "raise", "ana", "--with-group", "--happened", "the noise"))
        #expect(try await program.run("concerns", "settle", first, "--as", "ana").out == "\(first): settled\n")
        let again = try await program.run("concerns", "settle", first, "--as", "ana")
        #expect(again.status == 1 && again.err.contains("is settled; nothing was changed"))
        let second = id(
            of: try await program.run("concerns", "raise", "ana", "--with-staff", "--happened", "the noise"))
        #expect(try await program.run("concerns", "show", second, "--as", "maria").out.contains("the noise"))
        let back = try await program.run("concerns", "settle", second, "--as", "ana", "--take-back")
        #expect(back.out == "\(second): withdrawn\n")
        #expect(try await program.run("concerns", "show", second, "--as", "maria").status == 4)
        let own = try await program.run("concerns", "show", second, "--as", "ana")
        #expect(own.status == 0 && !own.out.contains("noise"))
    }

    @Test(arguments: [
        (["raise", "ana", "--happened", "x"], Int32(64), "expected one of --with NAME, --with-group and --with-staff"),
        (["raise", "ana", "--with-staff"], 64, "nothing was written; any of the four parts is enough"),
        (["raise", "ana", "--with", "ana", "--happened", "x"], 64, "expected another person than 'ana'"),
        (["raise", "ana", "--with", "rui", "--happened", "x"], 1, "do not know each other here"),
        (["raise", "ana", "--with", "joanna", "--happened", "x"], 1, "did you mean 'joana'?"),
        (["raise", "mei", "--with-group", "--happened", "x"], 64, "'mei' is in no cohort"),
        (
            ["raise", "ana", "--with-staff", "--need", String(repeating: "a", count: 2_001)], 64,
            "--need: expected at most 2000 characters, found 2001"
        ),
        (["settle", "k-1", "--as", "ana"], 4, "there is no concern 'k-1' that 'ana' may read"),
        (["settle", "k-1", "--as", "ana", "--take-back", "--give-to-staff"], 64, "expected one of --take-back"),
    ])
    func `a wrong command says what is wrong`(arguments: [String], status: Int32, words: String) async throws {
        let program = try await program()
        let ended = try await program.run(["concerns"] + arguments)
        #expect(ended.status == status && ended.err.contains(words), "\(ended)")
    }

    @Test(arguments: ["30m", "15d", "soon"])
    func `a hold out of its bounds is shown at its place`(hold: String) async throws {
        let program = try ProgramFolder()
        let path = "\(program.folder.path)/Config/milieu.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.hasPrefix("concern_hold") }.map { $0 + 1 }
        try program.folder.write(
            text.replacing("concern_hold: 48h", with: "concern_hold: \(hold)"), to: "Config/milieu.yaml")
        let ended = try await program.run("validate")
        let place = "Config/milieu.yaml:\(try #require(line)):15: error: concern_hold: expected "
        #expect(ended.err.contains(place) || ended.out.contains(place), "\(ended)")
        #expect((ended.err + ended.out).contains(hold == "soon" ? "a duration" : "1h to 14d, found '\(hold)'"))
    }
}
