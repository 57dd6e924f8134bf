import Community
import Foundation
import Persistence
import PluginKit
import Scheduling
import TestSupport
import Testing

/// `milieu pairings propose` and `report`, as a counselor uses them.
@Suite(.timeLimit(.minutes(5))) struct PairingsProposeTests {
    private func program() async throws -> ProgramFolder {
        let program = try ProgramFolder()
        #expect(try await program.run("members", "import", "Config/people.csv", "--apply").status == 0)
        return program
    }

    @Test func `a look proposes nothing, and a round is told three ways`() async throws {
        let program = try await program()
        let look = try await program.run("pairings", "propose", "--as", "maria")
        #expect(look.status == 0 && look.out.contains("Ana (ana) with Joana (joana): both speak Portuguese"))
        #expect(look.out.contains("would help: one more mentor who speaks Arabic"))
        #expect(look.err.contains("Nothing was proposed"))
        #expect(try await program.open().pairings().isEmpty)
        #expect(try await program.run("pairings", "report").err.contains("there was no round yet"))

        #expect(try await program.run("pairings", "propose", "--run").status == 0)
        let pair = try #require(try await program.open().pairings().first { $0.newcomer == MemberID("ana") })
        let shown = try await program.run("pairings", "show", pair.id.rawValue, "--as", "maria")
        #expect(shown.out.contains("counted: shared experience 65 of 100, counts for 16%"))
        let text = try await program.run("pairings", "report", "--as", "maria")
        #expect(text.out.contains("5 matched, 1 waiting") && text.out.contains("Would help"))
        let json = try await program.run("pairings", "report", "--json", "--as", "maria")
        #expect(json.out.contains("\"matched\": 5") && json.out.contains("\"newcomer\": \"farah\""))
        for name in ["a.html", "b.html"] {
            let written = try await program.run(
                "pairings", "report", "--as", "maria", "--html", "\(program.folder.path)/\(name)")
            #expect(written.status == 0)
        }
        let page = try String(contentsOfFile: "\(program.folder.path)/a.html", encoding: .utf8)
        #expect(try String(contentsOfFile: "\(program.folder.path)/b.html", encoding: .utf8) == page)
        #expect(page.contains("<title>Riverside</title>") && page.contains("<td dir=\"auto\">Bożena</td>"))
        let counts = try await program.run("pairings", "report", "--counts-only", "--as", "maria")
        #expect(counts.out.contains("5 matched, fewer than 5 waiting"))
        #expect(!counts.out.contains("Ana") && !counts.out.contains("farah") && !counts.out.contains("فرح"))
        let again = try await program.run("pairings", "propose", "--run")
        #expect(again.status == 1 && again.err.contains("nothing was proposed"))
    }

    @Test func `a counselor picks a mentor for one newcomer`() async throws {
        let program = try await program()
        let ranking = try await program.run("pairings", "propose", "--newcomer", "ana", "--as", "maria")
        #expect(ranking.out.contains("1  Joana") && ranking.out.contains("karim"))
        let wrong = try await program.run("pairings", "propose", "--newcomer", "ana", "--mentor", "karim", "--as", "bo")
        #expect(wrong.status != 0 && wrong.err.contains("'bo' is no counselor"))
        let alone = try await program.run("pairings", "propose", "--mentor", "karim")
        #expect(alone.status != 0 && alone.err.contains("expected --newcomer and --as with it"))
        let apart = try await program.run(
            "pairings", "propose", "--newcomer", "ana", "--mentor", "rui", "--as", "maria")
        #expect(apart.status == 1 && apart.out.contains("cannot be proposed with rui at the moment"))
        #expect(try await program.open().pairings().isEmpty)
        let picked = try await program.run(
            "pairings", "propose", "--newcomer", "ana", "--mentor", "karim", "--as", "maria")
        #expect(picked.status == 0, "\(picked.err)")
        #expect(try await program.open().pairings().map { "\($0.newcomer) \($0.mentor)" } == ["ana karim"])
        let done = try await program.run("pairings", "propose", "--newcomer", "ana", "--as", "maria")
        #expect(done.err.contains("Nobody waits to be proposed"))
    }

    @Test func `a weight above half is refused with its place`() async throws {
        let program = try ProgramFolder()
        let path = "\(program.folder.path)/Jobs/newcomer-pairing.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try program.folder.write(
            text.replacing("        interests: 2\n", with: "        interests: 17\n"), to: "Jobs/newcomer-pairing.yaml")
        let line = try #require(
            text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(of: "        interests: 2"))
        let checked = try await program.run("validate")
        #expect(checked.status != 0)
        #expect((checked.out + checked.err).contains("Jobs/newcomer-pairing.yaml:\(line + 1):20: error:"))
        #expect((checked.out + checked.err).contains("counts for more than half of all (17 of 33)"))
    }
}
